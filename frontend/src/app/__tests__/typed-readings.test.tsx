import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { describe, expect, it } from 'vitest';
import { expectAccessible, renderAt } from '@/testing/render';
import { server, world } from '@/testing/server';
import { makeUser } from '@/testing/world';

const patient = () => world.items[0]!.patient_id;
const TITLE = 'Add a reading';

interface Sent {
  path: string;
  body: Record<string, unknown>;
}

/** The dialog of the patient's vitals, and what it sends; the answer is the invented world's unless told otherwise. */
async function open(answer?: (body: Record<string, unknown>) => Response) {
  world.me = makeUser('nurse');
  const sent: Sent[] = [];
  server.use(http.post('*/api/v1/ingestion/:path/', async ({ request, params }) => {
    const body = (await request.clone().json()) as Record<string, unknown>;
    sent.push({ path: String(params.path), body });
    return answer?.(body);
  }));
  const view = renderAt(`/patients/${patient()}/vitals`);
  await view.user.click(await screen.findByRole('button', { name: TITLE }));
  const dialog = await screen.findByRole('dialog', { name: TITLE });
  const field = (name: RegExp) => within(dialog).getByRole('textbox', { name });
  const fill = async (name: RegExp, text: string) => {
    await view.user.clear(field(name));
    await view.user.type(field(name), text);
  };
  const choose = async (name: RegExp, option: string) => {
    await view.user.click(within(dialog).getByRole('button', { name }));
    await view.user.click(await screen.findByRole('option', { name: option }));
  };
  const store = () => view.user.click(within(dialog).getByRole('button', { name: 'Store the reading' }));
  const time = () => within(dialog).getByLabelText('Measured');
  return { ...view, sent, dialog, field, fill, choose, store, time };
}

const refusal = (status: number, code: string, detail: string, fields?: object) => () => HttpResponse.json({ detail, code, ...(fields ? { fields } : {}) }, { status });

describe('a reading somebody told', () => {
  it('is stored with the time of now, and what the server made of it is said; then the table has it', async () => {
    const { user, dialog, fill, choose, store, field, sent } = await open();
    expect(dialog).toHaveTextContent('no day of transmission for billing');
    await expectAccessible(dialog);
    await fill(/^Systolic \(mmHg\)/, '223');
    await fill(/^Diastolic/, '97');
    await choose(/^Posture|Posture$/, 'Sitting');
    await fill(/^Note/, 'By telephone');
    expect(field(/^Systolic/)).toHaveAccessibleDescription('60 to 300 mmHg');
    await store();
    const answer = await screen.findByRole('dialog', { name: TITLE });
    expect(await within(answer).findByRole('status')).toHaveTextContent(/^Stored: Blood pressure 223\/97 mmHg · .*E[SD]T$/);
    expect(within(answer).getByRole('alert')).toHaveTextContent(/^Critical.*Systolic 223 mmHg is at or above the critical limit of 180 mmHg\./);
    expect(answer).toHaveTextContent(/Source: Typed in by staff.*does not count as a day of transmission/);
    await expectAccessible(answer);
    expect(sent).toEqual([{ path: 'blood-pressure', body: {
      patient_id: patient(), measured_at: expect.any(String) as string, systolic: 223, diastolic: 97, context: { posture: 'sitting', note: 'By telephone' },
    } }]);
    expect(Math.abs(Date.now() - Date.parse(String(sent[0]?.body.measured_at)))).toBeLessThan(60_000);
    await user.click(within(answer).getByText('Close'));
    await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument());
    await user.click(screen.getByRole('button', { name: 'Show as table' }));
    expect(await screen.findByText(/^223\smmHg$/)).toBeInTheDocument();
  });
  it('without an alert says so, and another one can follow', async () => {
    const { user, fill, choose, store, sent } = await open();
    await choose(/What was measured/, 'Weight');
    await fill(/^Weight \(lb\)/, '181,4');
    await store();
    expect(await screen.findByText('It raised no alert.')).toBeInTheDocument();
    expect(sent[0]).toMatchObject({ path: 'weight', body: { weight: 181.4, unit: 'lb' } });
    expect(sent[0]?.body).not.toHaveProperty('context');
    await user.click(screen.getByRole('button', { name: 'Add another' }));
    expect(await screen.findByRole('textbox', { name: /^Weight \(lb\)/ })).toHaveValue('');
  });
  it('says at the field what is wrong, and sends nothing', async () => {
    const { fill, store, field, sent } = await open();
    await fill(/^Systolic/, '18');
    await fill(/^Pulse/, 'fast');
    await store();
    expect(field(/^Systolic/)).toHaveAccessibleDescription(/Only 60 to 300 mmHg can be sent/);
    expect(field(/^Diastolic/)).toHaveAccessibleDescription(/Please fill this in/);
    expect(field(/^Pulse/)).toHaveAccessibleDescription(/Please write a number/);
    expect(field(/^Systolic/)).toHaveFocus();
    expect(sent).toEqual([]);
  });
});

describe('its time', () => {
  it.each([
    ['in winter', '2025-01-15T08:00', '2025-01-15T13:00:00.000Z', '08:00 AM EST'],
    ['on the day the clock jumps, after it', '2025-03-09T08:00', '2025-03-09T12:00:00.000Z', '08:00 AM EDT'],
    ['in the hour that is skipped', '2025-03-09T02:30', '2025-03-09T07:30:00.000Z', '03:30 AM EDT'],
    ['in the hour that comes twice', '2025-11-02T01:30', '2025-11-02T05:30:00.000Z', '01:30 AM EDT'],
  ])('is read on the patient’s clock: %s', async (_, typed, instant, shown) => {
    const { fill, store, time, sent } = await open();
    await fill(/^Systolic/, '120');
    await fill(/^Diastolic/, '80');
    fireEvent.change(time(), { target: { value: typed } });
    expect(time()).toHaveAccessibleDescription(new RegExp(`${shown} · the patient’s zone, America/New_York`));
    await store();
    await waitFor(() => expect(sent[0]?.body.measured_at).toBe(instant));
  });
  it('may not lie ahead, nor be none', async () => {
    const { fill, store, time, sent } = await open();
    await fill(/^Systolic/, '120');
    await fill(/^Diastolic/, '80');
    fireEvent.change(time(), { target: { value: '2199-01-01T08:00' } });
    await store();
    expect(time()).toHaveAccessibleDescription(/This time has not come yet/);
    fireEvent.change(time(), { target: { value: '' } });
    await store();
    expect(time()).toHaveAccessibleDescription(/Please fill this in/);
    expect(sent).toEqual([]);
  });
  it('of a try whose answer was lost is that of the next: one reading, not two', async () => {
    let tries = 0;
    const { fill, store, sent } = await open(() => (tries++ === 0 ? HttpResponse.error() : refusal(409, 'conflict', 'A reading of this kind and time is there already.')()));
    await fill(/^Systolic/, '120');
    await fill(/^Diastolic/, '80');
    await store();
    expect(await screen.findByText(/The server did not answer/)).toBeInTheDocument();
    await store();
    expect(await screen.findByText('A reading of this kind and time is there already.')).toBeInTheDocument();
    expect(sent[1]?.body.measured_at).toBe(sent[0]?.body.measured_at);
  });
});

describe('what the server refuses', () => {
  it('stands at its field, and nothing typed is lost', async () => {
    const { fill, store, field } = await open(refusal(400, 'invalid', 'Please check: diastolic.', { diastolic: ['diastolic is not below systolic.'] }));
    await fill(/^Systolic/, '97');
    await fill(/^Diastolic/, '182');
    await fill(/^Note/, 'By telephone');
    await store();
    await waitFor(() => expect(field(/^Diastolic/)).toHaveAccessibleDescription(/not below systolic/));
    expect(field(/^Diastolic/)).toHaveFocus();
    expect(screen.queryByText('Please check: diastolic.')).not.toBeInTheDocument();
    expect([field(/^Systolic/), field(/^Diastolic/), field(/^Note/)].map((one) => (one as HTMLInputElement).value)).toEqual(['97', '182', 'By telephone']);
    await fill(/^Diastolic/, '80');
    expect(field(/^Diastolic/)).not.toHaveAccessibleDescription(/not below/);
  });
  it.each([
    ['as a whole', refusal(404, 'not_found', 'There is no such active patient.'), 'There is no such active patient.'],
    ['of a field that is not here', refusal(400, 'invalid', 'Please check: patient_id.', { patient_id: ['unknown'] }), 'Please check: patient_id.'],
  ])('is told above the buttons: %s', async (_, answer, words) => {
    const { fill, store, field } = await open(answer);
    await fill(/^Systolic/, '120');
    await fill(/^Diastolic/, '80');
    await store();
    expect(await screen.findByRole('alert')).toHaveTextContent(words);
    expect(field(/^Systolic/)).toHaveValue('120');
  });
});

describe('leaving it half filled', () => {
  it('asks first, by Cancel and by Escape', async () => {
    const { user, dialog, fill, field } = await open();
    await fill(/^Systolic/, '182');
    await user.click(within(dialog).getByRole('button', { name: 'Cancel' }));
    await user.click(within(await screen.findByRole('alertdialog', { name: 'Leave without saving?' })).getByRole('button', { name: 'Go on writing' }));
    await waitFor(() => expect(screen.queryByRole('alertdialog')).not.toBeInTheDocument());
    expect(field(/^Systolic/)).toHaveValue('182');
    await user.click(field(/^Systolic/));
    await user.keyboard('{Escape}');
    await user.click(await screen.findByRole('button', { name: 'Leave without saving' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument());
  });
  it('does not ask where nothing was written', async () => {
    const { user, dialog } = await open();
    await user.click(within(dialog).getByRole('button', { name: 'Cancel' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument());
    expect(screen.queryByRole('alertdialog')).not.toBeInTheDocument();
  });
});

describe('typing a reading in', () => {
  it('is not offered to a role that may not', async () => {
    world.me = makeUser('nurse', { permissions: ['patient.read', 'reading.read'] });
    renderAt(`/patients/${patient()}/vitals`);
    expect(await screen.findByRole('button', { name: 'Show as table' })).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: TITLE })).not.toBeInTheDocument();
  });
  it('is not offered for a patient who is archived: the server takes none', async () => {
    world.people.find((one) => one.id === patient())!.active = false;
    renderAt(`/patients/${patient()}/vitals`);
    expect(await screen.findByRole('button', { name: 'Show as table' })).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: TITLE })).not.toBeInTheDocument();
  });
});

describe('a reading’s source', () => {
  it('stands where it is corrected, with how it was taken', async () => {
    server.use(http.get('*/api/v1/observations/:id/', ({ params }) => HttpResponse.json({
      id: params.id, patient_id: patient(), observation_type: 'blood_pressure', systolic: 182, diastolic: 97, measured_at: '2026-11-28T12:00:00Z', state: 'final',
      origin: 'staff_typed', context: { posture: 'lying', arm: 'left', note: 'By telephone', time: 'estimated' },
    })));
    const { user } = renderAt(`/patients/${patient()}/vitals`);
    await user.click(await screen.findByRole('button', { name: 'Show as table' }));
    await user.click((await screen.findAllByRole('button', { name: /Correct the reading/ }))[0]!);
    expect(await screen.findByText('Source: Typed in by staff · Lying · Left arm · By telephone')).toBeInTheDocument();
  });
});
