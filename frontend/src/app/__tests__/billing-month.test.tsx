import { screen, waitFor, within } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { describe, expect, it } from 'vitest';
import { expectAccessible, renderAt } from '@/testing/render';
import { ALL_PERMISSIONS, makeUser } from '@/testing/world';
import { server, world } from '@/testing/server';
import { addMonths } from '@/features/billing-month/components/months';

const bucket = (name: string, entries: number, amount: number, paid = 0) => ({ bucket: name, entries, units: entries, amount, paid, list: '' });
const MONTH = {
  month: '2026-10', date_from: '2026-10-01', date_to: '2026-10-31', is_running: false, is_closed: false,
  buckets: [bucket('ready', 12, 625.32), bucket('blocked', 2, 104.22), bucket('submitted', 0, 0), bucket('paid', 3, 150, 117.6), bucket('denied', 1, 51.77), bucket('appealed', 0, 0), bucket('owed', 0, 0)],
  codes: [{ ...bucket('ready', 12, 625.32), cpt_code: '99454' }], closes: [],
  checklist: [{ key: 'month_running', count: 0, blocks: true }, { key: 'holds_open', count: 2, blocks: false }],
};
const RISK = {
  patient_id: 'p1', patient_name: 'Ana Example', kind: 'supply', cpt_code: '99454', period_start: '2026-11-01', last_day: '2026-11-28', act_by: '2026-11-24', have: 11, needed: 5, contact_needed: false, amount: 52.11,
  text: '5 more days are needed for 99454.', evaluated_at: '2026-11-18T12:00:00Z', outreach_id: null as string | null,
};
const ENTRY = {
  id: 'e1', patient_id: 'p1', patient_name: 'Ana Example', cpt_code: '99457', service_date: '2026-10-31', duration_minutes: 22, amount: 51.77, status: 'pending', payer: 'Medicare Part B', icd10_codes: ['I10'], notes: '', auto_generated: true, created_at: '2026-11-01T06:00:00Z',
  units: 1, period_start: '2026-10-01', period_end: '2026-10-31', amount_is_estimate: true, bucket: 'blocked', holds: ['TYPED'], voided_at: null, version: 1, episode_id: null, payer_id: null, rule_set: 'cms-2026', rules_version: 'abcdef0123456789',
  reasons: [{ key: 'minutes', params: {}, text: '22 minutes and a live contact.' }], basis: {}, source: 'CY2026 PFS final rule', hold_reasons: [{ key: 'TYPED', params: {}, text: 'Typed readings stand in the day count.', is_released: false, is_releasable: true }], warnings: [], missing: ['payer'], next_statuses: [],
  void_reason: null, replaces: null, replaced_by: null, corrects: [], events: [
    { event: 'created', from_status: '', to_status: 'pending', reason: '', reason_text: '', note: null, detail: {}, by: null, at: '2026-11-01T06:00:00Z' },
    { event: 'hold_released', from_status: '', to_status: '', reason: 'TYPED', reason_text: 'Typed readings in the day count', note: 'Seen.', detail: {}, by: 'Bill Tran', at: '2026-11-01T07:00:00Z' },
    { event: 'status', from_status: 'submitted', to_status: 'denied', reason: 'CO 119', reason_text: 'The most for this time is reached.', note: null, detail: {}, by: 'Bill Tran', at: '2026-11-02T07:00:00Z' },
    { event: 'voided', from_status: 'denied', to_status: '', reason: 'wrong_payer', reason_text: '', note: null, detail: {}, by: 'Bill Tran', at: '2026-11-03T07:00:00Z' },
  ],
};

function open(path: string, month = MONTH) {
  world.me = makeUser('billing_manager', { permissions: [...ALL_PERMISSIONS, 'billing.read', 'billing.write', 'report.read'] });
  const sent: { url: string; body: unknown }[] = [];
  const take = (pattern: string, answer: unknown) => http.post(pattern, async ({ request }) => {
    sent.push({ url: request.url, body: await request.json() });
    return HttpResponse.json(answer as object, { status: 200 });
  });
  const asked: string[] = [];
  server.use(
    http.get('*/api/v1/billing/month/', ({ request }) => { asked.push(request.url); return HttpResponse.json(month); }),
    http.get('*/api/v1/billing/at-risk/', () => HttpResponse.json({ count: 1, next: null, previous: null, results: [RISK] })),
    http.get('*/api/v1/billing/entries/', ({ request }) => { asked.push(request.url); return HttpResponse.json({ count: 1, next: null, previous: null, results: [ENTRY] }); }),
    http.get('*/api/v1/billing/entries/e1/', () => HttpResponse.json(ENTRY)),
    take('*/api/v1/billing/month/close/', { ...MONTH, is_closed: true }), take('*/api/v1/billing/patients/p1/outreach/', { id: 'w1' }),
    take('*/api/v1/billing/entries/e1/release/', ENTRY), take('*/api/v1/billing/entries/e1/void/', ENTRY),
  );
  return { ...renderAt(path), sent, asked };
}

describe('the month', () => {
  it('shows every bucket with money, each a link to its list', async () => {
    open('/billing');
    const list = await screen.findByRole('list', { name: 'Where the money stands' });
    expect(within(list).getByRole('link', { name: /Ready\s*12\s*\$625\.32/ })).toHaveAttribute('href', '/billing/entries?bucket=ready&date_from=2026-10-01&date_to=2026-10-31');
    expect(within(list).getByRole('link', { name: /Blocked\s*2\s*\$104\.22$/ })).toBeInTheDocument();
    expect(within(list).getByRole('link', { name: /Paid\s*3\s*\$150\.00\s*\$117\.60 received/ })).toBeInTheDocument();
    expect(within(list).queryByText(/give back/)).not.toBeInTheDocument();
  });
  it('shows money of void lines that is still here', async () => {
    open('/billing', { ...MONTH, buckets: [bucket('paid', 3, 150, 117.6), bucket('owed', 2, 0, 120)] });
    const card = await screen.findByRole('link', { name: /Void, money to give back\s*2\s*\$120\.00$/ });
    expect(card).toHaveAttribute('href', '/billing/entries?bucket=owed&date_from=2026-10-01&date_to=2026-10-31');
  });
  it('is closed with a note on what is open', async () => {
    const { user, sent } = open('/billing/month');
    await user.click(await screen.findByRole('button', { name: 'Close' }));
    const dialog = await screen.findByRole('dialog', { name: 'Close October 2026' });
    await user.type(within(dialog).getByRole('textbox'), 'Two lines wait for the payer.');
    // The first closes the dialog, the last the month.
    await user.click(within(dialog).getAllByRole('button', { name: 'Close' }).at(-1)!);
    await waitFor(() => expect(sent[0]?.body).toEqual({ month: '2026-10', note: 'Two lines wait for the payer.' }));
  });
  it('goes a month back', async () => {
    const { user, asked } = open('/billing/month');
    await user.click(await screen.findByRole('button', { name: 'Month before' }));
    await waitFor(() => expect(asked.some((url) => url.includes('month=2026-09'))).toBe(true));
    expect(addMonths('2026-01', -1)).toBe('2025-12');
  });
  it('passes an automatic accessibility check', async () => {
    const { container } = open('/billing/month');
    await screen.findByRole('list', { name: 'Where the money stands' });
    await expectAccessible(container);
  });
});

describe('the at-risk list', () => {
  it('says what is missing, until when, and asks for a call at one press', async () => {
    const { user, sent, container } = open('/billing/at-risk');
    expect(await screen.findByText('5 more days are needed for 99454.')).toBeInTheDocument();
    await expectAccessible(container);
    await user.click(screen.getByRole('button', { name: 'Ask for a call' }));
    await waitFor(() => expect(sent[0]?.body).toEqual({ kind: 'supply' }));
  });
});

describe('lines', () => {
  it('are filtered by the address', async () => {
    const { asked } = open('/billing/entries?bucket=blocked&cpt_code=99457');
    await screen.findByRole('link', { name: 'Ana Example' });
    expect(asked.at(-1)).toMatch(/bucket=blocked/);
    expect(asked.at(-1)).toMatch(/cpt_code=99457/);
  });
  it('say why, what holds them and what they still need', async () => {
    const { user, sent, container } = open('/billing/entries/e1');
    expect(await screen.findByText('22 minutes and a live contact.')).toBeInTheDocument();
    expect(screen.getByText(/Before it can be sent it needs: a payer/)).toBeInTheDocument();
    await expectAccessible(container);
    await user.click(screen.getByRole('button', { name: 'Let it go' }));
    const dialog = await screen.findByRole('dialog', { name: 'Let the hold go' });
    await user.type(within(dialog).getByRole('textbox'), 'Checked with the nurse.');
    await user.click(within(dialog).getByRole('button', { name: 'Let it go' }));
    await waitFor(() => expect(sent[0]?.body).toEqual({ hold: 'TYPED', note: 'Checked with the nurse.' }));
  });
  it('tell what happened to them in words, without a raw code', async () => {
    open('/billing/entries/e1');
    expect(await screen.findByText(/Hold let go/)).toBeInTheDocument();
    expect(screen.getByText(/· Typed readings in the day count · Bill Tran/)).toBeInTheDocument();
    expect(screen.getByText(/· CO 119: The most for this time is reached\. · Bill Tran/)).toBeInTheDocument();
    expect(screen.getByText(/· the wrong payer · Bill Tran/)).toBeInTheDocument();
    expect(screen.queryByText(/TYPED|hold_released|wrong_payer/)).not.toBeInTheDocument();
  });
  it('are voided with a coded reason, never edited', async () => {
    const { user, sent } = open('/billing/entries/e1');
    await user.click(await screen.findByRole('button', { name: 'Void' }));
    const dialog = await screen.findByRole('dialog', { name: 'Void the line' });
    await user.type(within(dialog).getByRole('textbox'), 'Typed twice.');
    await user.click(within(dialog).getByRole('button', { name: 'Void' }));
    await waitFor(() => expect(sent[0]?.body).toEqual({ reason: 'entered_in_error', note: 'Typed twice.' }));
  });
});
