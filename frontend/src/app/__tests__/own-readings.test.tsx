import { screen, waitFor, within } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { describe, expect, it } from 'vitest';
import { expectAccessible, renderAt } from '@/testing/render';
import { server, world } from '@/testing/server';
import { makeUser } from '@/testing/world';

const RECORD = '0190a001-0000-7000-8000-000000000001';
const one = (name: string, vital: string, low: number, high: number, unit: string, is_required = true) => ({ name, vital, is_required, units: [{ code: unit, low, high }] });
const KINDS = [
  { kind: 'blood_pressure', path: 'blood-pressure', fields: [one('systolic', 'systolic', 60, 300, 'mm[Hg]'), one('diastolic', 'diastolic', 30, 200, 'mm[Hg]'), one('pulse', 'pulse', 30, 250, '/min', false)] },
  { kind: 'weight', path: 'weight', fields: [{ name: 'weight', vital: 'weight_kg', is_required: true, units: [{ code: 'lb', low: 4.5, high: 1000.8 }, { code: 'kg', low: 2, high: 454 }] }] },
  { kind: 'glucose', path: 'glucose', fields: [{ name: 'glucose', vital: 'glucose_mg_dl', is_required: true, units: [{ code: 'mg/dL', low: 10, high: 1000 }, { code: 'mmol/L', low: 0.6, high: 55.4 }] }] },
];
const READING = { id: 'r1', observation_type: 'blood_pressure', systolic: 190, diastolic: 70, pulse: 66, measured_at: '2026-11-28T12:00:00Z', received_at: '2026-11-28T12:00:30Z', zone: 'America/New_York', meal_marker: null, origin: 'automatic' };

function open(change: object = {}) {
  world.me = makeUser('patient', { permissions: [], first_name: 'Pat', own_record: { id: RECORD, display_name: 'Pat Reyes' } });
  const sent: { path: string; body: Record<string, unknown> }[] = [];
  const readings: object[] = [READING];
  server.use(
    http.get('*/api/v1/own-record/', () => HttpResponse.json({ id: RECORD, display_name: 'Pat Reyes', takes_readings: true, kinds: KINDS, readings, ...change })),
    http.post('*/api/v1/ingestion/:path/', async ({ request, params }) => {
      const body = (await request.json()) as Record<string, unknown>;
      sent.push({ path: String(params.path), body });
      readings.unshift({ ...READING, id: `r${readings.length + 1}`, observation_type: 'weight', systolic: undefined, diastolic: undefined, pulse: undefined, weight_kg: 82.282, origin: 'patient_typed' });
      return HttpResponse.json({ id: 'r2', alert_triggered: true, alert_details: { level: 'critical', message: 'at or above the critical limit' }, created_at: new Date().toISOString() }, { status: 201 });
    }),
  );
  return { ...renderAt('/'), sent };
}

async function choose(user: ReturnType<typeof open>['user'], label: RegExp, option: string) {
  await user.click(await screen.findByRole('button', { name: label }));
  await user.click(await screen.findByRole('option', { name: option }));
}

describe('a patient’s own readings', () => {
  it('are where the account begins, and the only section it is shown', async () => {
    const { router, container } = open();
    expect(await screen.findByRole('heading', { level: 1, name: 'My readings' })).toBeInTheDocument();
    expect(router.state.location.pathname).toBe('/my-readings');
    expect(within(screen.getByRole('navigation', { name: 'Main' })).getAllByRole('link').map((link) => link.textContent.trim())).toEqual(['My readings']);
    expect(screen.getByRole('note')).toHaveTextContent(/not emergency care.*911 or your local emergency number/);
    expect(await screen.findByText('190/70 mmHg, Pulse 66 /min')).toBeInTheDocument();
    await expectAccessible(container);
  });
  it('are typed in the unit chosen, sent with the time of now, and then listed; whatever triage makes of them is not said', async () => {
    const { user, sent } = open();
    await choose(user, /What was measured/, 'Weight');
    await user.type(screen.getByRole('textbox', { name: /^Weight \(lb\)/ }), '181.4');
    await user.click(screen.getByRole('button', { name: 'Send to the practice' }));
    expect(await screen.findByText(/Sent to your practice at/)).toBeInTheDocument();
    expect(sent).toEqual([{ path: 'weight', body: { patient_id: RECORD, measured_at: expect.any(String) as string, weight: 181.4, unit: 'lb' } }]);
    expect(Math.abs(Date.now() - Date.parse(String(sent[0]?.body.measured_at)))).toBeLessThan(60_000);
    expect(await screen.findByText(/^82\.3/)).toBeInTheDocument();
    expect(screen.getByText('Typed in by you')).toBeInTheDocument();
    expect(screen.getByRole('textbox', { name: /^Weight/ })).toHaveValue('');
    expect(document.body).not.toHaveTextContent(/critical|alert|limit of/i);
  });
  it('says at the field what is wrong, sends nothing, and takes it back while one types', async () => {
    const { user, sent } = open();
    const systolic = await screen.findByRole('textbox', { name: /^Systolic/ });
    await user.type(systolic, '301');
    await user.click(screen.getByRole('button', { name: 'Send to the practice' }));
    expect(systolic).toHaveAccessibleDescription(/Only 60 to 300 mmHg can be sent/);
    expect(screen.getByRole('textbox', { name: /^Diastolic/ })).toHaveAccessibleDescription(/Please fill this in/);
    expect(sent).toEqual([]);
    await user.clear(systolic);
    await user.type(systolic, '130');
    expect(systolic).not.toHaveAccessibleDescription(/Only 60/);
    await user.type(screen.getByRole('textbox', { name: /^Diastolic/ }), '80');
    await user.click(screen.getByRole('button', { name: 'Send to the practice' }));
    await waitFor(() => expect(sent[0]?.body).toMatchObject({ systolic: 130, diastolic: 80 }));
    expect(sent[0]?.body).not.toHaveProperty('unit');
  });
  it('shows what the server refuses at its field, and keeps what was typed', async () => {
    const { user } = open();
    server.use(http.post('*/api/v1/ingestion/:path/', () => HttpResponse.json({ detail: 'Please check: measured_at.', code: 'invalid', fields: { measured_at: ['must not lie ahead'] } }, { status: 400 })));
    await choose(user, /What was measured/, 'Glucose');
    await user.type(await screen.findByRole('textbox', { name: /^Glucose/ }), '105');
    await user.click(screen.getByRole('button', { name: 'Send to the practice' }));
    expect(await screen.findByText('must not lie ahead')).toBeInTheDocument();
    expect(screen.getByRole('textbox', { name: /^Glucose/ })).toHaveValue('105');
  });
  it('says that a record takes no readings any more', async () => {
    open({ takes_readings: false });
    expect(await screen.findByText(/takes no readings for this record any more/)).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: 'Send to the practice' })).not.toBeInTheDocument();
  });
  it('are no page for anybody else', async () => {
    world.me = makeUser('nurse');
    renderAt('/my-readings');
    expect(await screen.findByText('You do not have access to this')).toBeInTheDocument();
  });
});
