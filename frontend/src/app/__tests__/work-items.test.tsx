import { screen, waitFor } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { describe, expect, it } from 'vitest';
import { expectAccessible, renderAt } from '@/testing/render';
import { makeUser } from '@/testing/world';
import { server, world } from '@/testing/server';

const CLAIM = '0190a0c1-0000-7000-8000-000000000001';
const LINE = '0190a0c3-0000-7000-8000-000000000001';
const PATIENT = '0190a001-0000-7000-8000-000000000001';
const page = (results: object[]) => ({ count: results.length, next: null, previous: null, results });

function open(path: string) {
  world.me = makeUser('billing_manager', { permissions: ['billing.read', 'billing.write', 'billing.submit', 'user.read'] });
  return renderAt(path);
}

const ITEM = '0190a0c6-0000-7000-8000-000000000001';
const item = (change: object = {}) => ({
  id: ITEM, kind: 'denial', state: 'open', patient_id: PATIENT, patient_name: 'Ana Ruiz', entry_id: null, due_on: '2027-03-28', reason: 'denied', params: { line_id: LINE }, text: '99454 of 2026-11-14 was denied: The claim lacks information.', next_step: 'Add it and send a new claim.',
  assigned_id: null, assigned: null, outcome: null, is_automatic: true, created_at: '2026-11-28T17:00:00Z', done_at: null, version: 1, ...change,
});

describe('work items', () => {
  it('lists what waits with reason and next step, by kind', async () => {
    const { user, container } = open('/billing/work?kind=denial');
    let asked: URLSearchParams | undefined;
    server.use(http.get('*/api/v1/billing/work-items/', ({ request }) => { asked = new URL(request.url).searchParams; return HttpResponse.json(page(asked.get('kind') === 'denial' ? [item()] : [])); }));
    const row = await screen.findByRole('row', { name: /99454 of 2026-11-14 was denied/ });
    expect(row).toHaveTextContent('Next step: Add it and send a new claim.');
    expect(asked?.get('state')).toBe('open');
    await expectAccessible(container);
    await user.click(screen.getByRole('radio', { name: 'Call' }));
    expect(await screen.findByText('Nothing is waiting')).toBeInTheDocument();
    expect(asked?.get('kind')).toBe('outreach');
  });
  it('is given, noted and settled', async () => {
    const { user, container } = open(['/billing', 'work', ITEM].join('/'));
    const sent: Record<string, unknown> = {};
    const take = (name: string) => http.post(`*/api/v1/billing/work-items/${ITEM}/${name}/`, async ({ request }) => { sent[name] = await request.json(); return HttpResponse.json({ ...item(), events: [] }); });
    server.use(
      http.get(`*/api/v1/billing/work-items/${ITEM}/`, () => HttpResponse.json({ ...item(), events: [{ event: 'created', note: null, detail: {}, by: null, at: '2026-11-28T17:00:00Z' }] })),
      http.get('*/api/v1/billing/claim-lines/:line/decisions/', () => HttpResponse.json({ results: [], can_appeal: true, appeal_bar: '', appeals: [] })),
      http.get('*/api/v1/practice/users/', () => HttpResponse.json(page([{ id: 9, membership_id: CLAIM, first_name: 'Bo', last_name: 'Biller', role: 'billing_manager' }]))),
      take('assign'), take('note'), take('done'),
    );
    await screen.findByRole('heading', { name: 'Work on it' });
    await expectAccessible(container);
    expect(await screen.findByRole('button', { name: 'Appeal letter' })).toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: /Give to/ }));
    await user.click(await screen.findByRole('option', { name: 'Bo Biller' }));
    await waitFor(() => expect(sent.assign).toEqual({ membership_id: CLAIM }));
    await user.type(screen.getByLabelText('Note'), 'Called the payer');
    await user.click(screen.getByRole('button', { name: 'Add the note' }));
    await waitFor(() => expect(sent.note).toEqual({ note: 'Called the payer' }));
    await user.click(screen.getByRole('button', { name: /Outcome/ }));
    await user.click(await screen.findByRole('option', { name: 'Written off' }));
    await user.click(screen.getByRole('button', { name: 'Settle' }));
    await waitFor(() => expect(sent.done).toEqual({ outcome: 'written_off' }));
  });
});
