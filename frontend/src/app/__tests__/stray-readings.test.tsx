import { screen, waitFor, within } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { changeLanguage } from '@/lib/i18n';
import { expectAccessible, renderAt } from '@/testing/render';
import { NURSE_PERMISSIONS, makeUser } from '@/testing/world';
import { server, world } from '@/testing/server';

const ANNA = '0190a001-0000-7000-8000-0000000000aa';
const BERTA = { patient_id: '0190a001-0000-7000-8000-0000000000bb', patient_name: 'Berta Lang' };
const stray = (id: string, change: object = {}) => ({
  id, patient_id: ANNA, patient_name: 'Anna Lang', slot: 1, belongs_to: BERTA, observation_type: 'blood_pressure', systolic: 195, diastolic: 88, pulse: 71, irregular_heartbeat: false, meal_marker: null,
  measured_at: '2026-11-28T15:00:00Z', received_at: '2026-11-28T15:01:00Z', local_date: '2026-11-28', zone: 'America/New_York', device_id: '5231100000', origin: 'automatic', state: 'final', is_late: false, version: 1, created_at: '2026-11-28T15:01:00Z', ...change,
});
let rows: ReturnType<typeof stray>[] = [];
let sent: { path: string; body: unknown }[] = [];

/** The device's page, with what the server says; an act is answered by `left`, what remains after it. */
function open(left: typeof rows = [], permissions = NURSE_PERMISSIONS, language = 'en') {
  world.me = makeUser('nurse', { permissions, language });
  const device = world.devices.get(world.people[0]!.id)![0]!.device_id;
  const take = async (request: Request, answer: object) => {
    sent.push({ path: new URL(request.url).pathname.replace('/api/v1', '').replace(device, 'D'), body: await request.json() });
    rows = left;
    return HttpResponse.json(answer);
  };
  server.use(
    http.get('*/api/v1/devices/:id/strays/', () => HttpResponse.json({ count: rows.length, next: null, previous: null, results: rows })),
    http.post('*/api/v1/devices/:id/strays/settle/', ({ request }) => take(request, { moved: 2, kept: 0, remaining: left.length })),
    http.post('*/api/v1/devices/:id/:act/', ({ request }) => take(request, {})),
    http.get('*/api/v1/observations/:id/', ({ params }) => HttpResponse.json({ ...stray(String(params.id)), device: null, original: {}, context: {}, corrections: [] })),
    http.post('*/api/v1/observations/:id/correct/', ({ request }) => take(request, {})),
  );
  return renderAt(`/devices/${device}`);
}

beforeEach(() => {
  rows = [stray('r1'), stray('r2', { measured_at: '2026-11-28T18:00:00Z', belongs_to: null })];
  sent = [];
});

describe('readings of a device that stand with somebody who did not have it then', () => {
  it('are named with their values, whose record and whose they are, for everybody’s eyes', async () => {
    const { container } = open();
    expect(await screen.findByRole('alert')).toHaveTextContent('2 readings stand with a patient who did not have this device then.');
    const table = screen.getByRole('table', { name: 'Whose are these readings?' });
    expect(within(table).getAllByRole('row')[1]).toHaveTextContent(/195\/88\smmHg · 71\s\/min/);
    expect(within(table).getAllByRole('link', { name: 'Anna Lang' })[0]).toHaveAttribute('href', `/patients/${ANNA}/vitals`);
    expect(within(table).getAllByRole('row')[2]).toHaveTextContent('nobody');
    await expectAccessible(container);
  });
  it('leave no notice where there are none', async () => {
    rows = [];
    open();
    expect(await screen.findByRole('heading', { name: 'Assignments' })).toBeInTheDocument();
    expect(screen.queryByText('Whose are these readings?')).not.toBeInTheDocument();
  });
  it('are given one by one to who had the device then', async () => {
    const { user } = open([]);
    await user.click((await screen.findAllByRole('button', { name: /Correct the reading of/ }))[0]!);
    const dialog = await screen.findByRole('dialog', { name: 'Correct a reading' });
    expect(await within(dialog).findByRole('radio', { name: /Somebody else measured/ })).toBeChecked();
    expect(within(dialog).getByText('Chosen: Berta Lang')).toBeInTheDocument();
    await expectAccessible(dialog);
    await user.type(within(dialog).getByRole('textbox', { name: /Reason/ }), 'Berta has it since Friday');
    await user.click(within(dialog).getByRole('button', { name: 'Correct' }));
    await waitFor(() => expect(sent).toEqual([{ path: '/observations/r1/correct/', body: { action: 'wrong_person', patient_id: BERTA.patient_id, reason: 'Berta has it since Friday' } }]));
    expect(await screen.findByText('The reading has been corrected.')).toBeInTheDocument();
    await waitFor(() => expect(screen.queryByText('Whose are these readings?')).not.toBeInTheDocument());
  });
  it('are confirmed as the patient’s own', async () => {
    const { user } = open([]);
    await user.click((await screen.findAllByRole('button', { name: /Correct the reading of/ }))[1]!);
    const dialog = await screen.findByRole('dialog', { name: 'Correct a reading' });
    await user.click(await within(dialog).findByRole('radio', { name: /It is this patient’s/ }));
    await user.type(within(dialog).getByRole('textbox', { name: /Reason/ }), 'Asked');
    await user.click(within(dialog).getByRole('button', { name: 'Correct' }));
    await waitFor(() => expect(sent).toEqual([{ path: '/observations/r2/correct/', body: { action: 'confirm', reason: 'Asked' } }]));
  });
  it('go all at once, with a reason, to whom the assignments say', async () => {
    const { user } = open([stray('r2', { belongs_to: null })]);
    await user.click(await screen.findByRole('button', { name: 'All belong to Berta Lang' }));
    const dialog = await screen.findByRole('dialog', { name: 'All belong to Berta Lang' });
    await expectAccessible(dialog);
    await user.type(within(dialog).getByRole('textbox', { name: /Reason/ }), 'Handed over on Friday');
    await user.click(within(dialog).getByRole('button', { name: 'Confirm' }));
    await waitFor(() => expect(sent).toEqual([{ path: '/devices/D/strays/settle/', body: { patient_id: BERTA.patient_id, reason: 'Handed over on Friday' } }]));
    expect(await screen.findByText('2 readings have been settled.')).toBeInTheDocument();
    await waitFor(() => expect(screen.getByRole('alert')).toHaveTextContent('1 reading stands'));
    expect(screen.queryByRole('button', { name: 'All belong to Berta Lang' })).not.toBeInTheDocument();
  });
  it('say that they were settled also when none is left', async () => {
    const { user } = open([]);
    await user.click(await screen.findByRole('button', { name: 'All belong to Berta Lang' }));
    const dialog = await screen.findByRole('dialog', { name: 'All belong to Berta Lang' });
    await user.type(within(dialog).getByRole('textbox', { name: /Reason/ }), 'Handed over');
    await user.click(within(dialog).getByRole('button', { name: 'Confirm' }));
    expect(await screen.findByText('2 readings have been settled.')).toBeInTheDocument();
    await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument());
    expect(screen.queryByText('Whose are these readings?')).not.toBeInTheDocument();
  });
  it('are shown to who may not correct, without the acts', async () => {
    open([], NURSE_PERMISSIONS.filter((one) => one !== 'reading.correct'));
    expect(await screen.findByText(/a nurse or provider says whose they are/)).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: /Correct the reading/ })).not.toBeInTheDocument();
    expect(screen.queryByRole('button', { name: /^All belong/ })).not.toBeInTheDocument();
  });
  it('appear after an assignment was ended with a time past, in the practice’s zone', async () => {
    const later = rows;
    rows = [];
    const { user } = open(later);
    await user.click(await screen.findByRole('button', { name: 'End the assignment' }));
    const dialog = await screen.findByRole('dialog', { name: 'End the assignment' });
    const since = within(dialog).getByLabelText<HTMLInputElement>(/Since when it is no longer theirs/);
    // A time half typed is no "now".
    const half = vi.spyOn(since, 'validity', 'get').mockReturnValue({ badInput: true } as ValidityState);
    await user.click(within(dialog).getByRole('button', { name: 'Confirm' }));
    expect(await within(dialog).findByText('Enter date and time in full, or nothing.')).toBeInTheDocument();
    expect(sent).toEqual([]);
    half.mockRestore();
    await user.type(since, '2026-11-27T09:30');
    await user.click(within(dialog).getByRole('button', { name: 'Confirm' }));
    await waitFor(() => expect(sent[0]).toMatchObject({ path: '/devices/D/unassign/', body: { to: '2026-11-27T14:30:00.000Z' } }));
    expect(await screen.findByRole('alert')).toHaveTextContent('2 readings stand');
  });
  it('are told in Spanish too', async () => {
    await changeLanguage('es');
    open([], NURSE_PERMISSIONS, 'es');
    expect(await screen.findByRole('alert')).toHaveTextContent('2 lecturas constan en un paciente que entonces no tenía este dispositivo.');
    await changeLanguage('en');
  });
});
