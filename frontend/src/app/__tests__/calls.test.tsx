import { screen, waitFor, within } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { describe, expect, it } from 'vitest';
import { expectAccessible, renderAt } from '@/testing/render';
import { makeUser } from '@/testing/world';
import { server, world } from '@/testing/server';
import { first, openWorklist } from '@/testing/worklist';

const call = (change: object = {}) => ({
  id: 'e1', patient_id: first().patient_id, patient_name: first().patient_name, alert_id: null, kind: 'stat', step: 0, to_role: 'provider', state: 'open', reason: 'Blue lips',
  opened_at: '2026-11-29T09:00:00Z', due_at: '2026-11-29T09:10:00Z', acknowledged_at: null, closed_at: null, ...change,
});

function serve(calls: object[]) {
  const asked: string[] = [];
  const sent: string[] = [];
  server.use(
    http.get('*/api/v1/triage/escalations/', ({ request }) => {
      asked.push(new URL(request.url).searchParams.get('patient_id') ?? '');
      return HttpResponse.json({ results: calls });
    }),
    http.post('*/api/v1/triage/escalations/:id/:act/', ({ params }) => {
      sent.push(`${String(params.id)} ${String(params.act)}`);
      return HttpResponse.json({ ...calls[0], state: params.act === 'close' ? 'closed' : 'acknowledged' });
    }),
  );
  return { asked, sent };
}

const openPatient = () => renderAt(`/patients/${first().patient_id}`);

describe('a call for somebody else', () => {
  it('says whom it calls and why, is answered, and is closed after asking', async () => {
    const { sent } = serve([call()]);
    const { user, container } = openPatient();
    const card = await screen.findByRole('article', { name: 'STAT call to: Provider' });
    expect(card).toHaveTextContent('Blue lips');
    expect(card).toHaveTextContent('nobody has come');
    await expectAccessible(container);
    await user.click(within(card).getByRole('button', { name: 'Somebody has come' }));
    await user.click(within(await screen.findByRole('dialog', { name: 'Has the called role come?' })).getByRole('button', { name: 'Somebody has come' }));
    await waitFor(() => expect(sent).toEqual(['e1 acknowledge']));
    await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument());
    await user.click(within(card).getByRole('button', { name: 'Close the call' }));
    const dialog = await screen.findByRole('dialog', { name: 'Close the call?' });
    expect(dialog).toHaveTextContent('leaves the critical band');
    await user.click(within(dialog).getByRole('button', { name: 'Close the call' }));
    await waitFor(() => expect(sent).toEqual(['e1 acknowledge', 'e1 close']));
  });
  it('stays in its dialog with the reason when the server refuses', async () => {
    serve([call({ state: 'acknowledged' })]);
    server.use(http.post('*/api/v1/triage/escalations/e1/close/', () => HttpResponse.json({ detail: 'The escalation is closed already.', code: 'conflict' }, { status: 409 })));
    const { user } = openPatient();
    const card = await screen.findByRole('article', { name: 'STAT call to: Provider' });
    expect(within(card).queryByRole('button', { name: 'Somebody has come' })).not.toBeInTheDocument();
    await user.click(within(card).getByRole('button', { name: 'Close the call' }));
    await user.click(within(await screen.findByRole('dialog')).getByRole('button', { name: 'Close the call' }));
    expect(await screen.findByRole('alert')).toHaveTextContent('closed already');
  });
  it('of the clock is shown and ends with its alert; who may not work alerts closes none', async () => {
    serve([call({ id: 'e2', kind: 'deadline', to_role: 'clinical_manager', reason: null })]);
    const { unmount } = openPatient();
    expect(await screen.findByRole('article', { name: 'Not answered in time, called: Clinical manager' })).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: 'Close the call' })).not.toBeInTheDocument();
    unmount();
    const nurse = makeUser('nurse');
    world.me = makeUser('ma', { permissions: nurse.permissions.filter((one) => one !== 'alert.work') });
    serve([call()]);
    openPatient();
    expect(await screen.findByRole('article', { name: 'STAT call to: Provider' })).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: 'Close the call' })).not.toBeInTheDocument();
  });
  it('of the clock never stands between a nurse and the alert it is about; one by hand comes first', async () => {
    serve([call({ id: 'e2', kind: 'deadline', reason: null }), call()]);
    openPatient();
    const stat = await screen.findByRole('article', { name: 'STAT call to: Provider' });
    const clock = await screen.findByRole('article', { name: 'Not answered in time, called: Provider' });
    const alert = (await screen.findAllByRole('article')).find((one) => one !== stat && one !== clock)!;
    expect(stat.compareDocumentPosition(alert)).toBe(Node.DOCUMENT_POSITION_FOLLOWING);
    expect(alert.compareDocumentPosition(clock)).toBe(Node.DOCUMENT_POSITION_FOLLOWING);
  });
  it('is asked for beside the list only where the list says that there is one', async () => {
    Object.assign(world.items[0]!, { active_escalations: 1 });
    Object.assign(world.items[1]!, { active_escalations: 0 });
    const { asked } = serve([call()]);
    const { user } = await openWorklist();
    await user.keyboard('j');
    expect(await screen.findByRole('article', { name: 'STAT call to: Provider' })).toBeInTheDocument();
    await user.keyboard('j');
    expect(await screen.findByRole('heading', { level: 2, name: world.items[1]!.patient_name })).toBeInTheDocument();
    await waitFor(() => expect(screen.queryByRole('article', { name: 'STAT call to: Provider' })).not.toBeInTheDocument());
    expect(new Set(asked)).toEqual(new Set([first().patient_id]));
  });
});
