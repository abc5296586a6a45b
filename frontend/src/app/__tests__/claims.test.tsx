import { screen, waitFor, within } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { describe, expect, it } from 'vitest';
import { expectAccessible, renderAt } from '@/testing/render';
import { BATCH, CLAIM, LINE, claim, line } from '@/testing/claims';
import { makeUser } from '@/testing/world';
import { server, world } from '@/testing/server';

const BLOCKED = '0190a0c1-0000-7000-8000-000000000002';

const CLAIMS = [claim(CLAIM, { payer_statuses: [{ category: 'A2', code: '20', entity: 'PR', text: 'Accepted for processing.' }] }), claim(BLOCKED, { status: 'blocked', problems: [{ code: 'short_zip', field: 'billing.address.zip', text: 'A billing provider’s ZIP code needs all nine digits.' }] })];
const batch = (change: object = {}) => ({
  id: BATCH, control: 7, reference: 'RPM20261128-000007', usage: 'T', status: 'built', claim_count: 1, total: 120, created_at: '2026-11-28T15:00:00Z', submitted_at: null, row_version: 1, acknowledgements: [], ...change,
});
const page = (results: object[]) => ({ count: results.length, next: null, previous: null, results });
const answer = (change: object) => ({ id: LINE, kind: '277', batch_id: BATCH, batch: 'RPM20261128-000007', is_accepted: true, accepted_claims: 1, rejected_claims: 0, faults: [], read_at: '2026-11-28T16:00:00Z', ...change });

function open(path: string, permissions = ['billing.read', 'billing.write', 'billing.submit', 'user.read']) {
  world.me = makeUser('billing_manager', { permissions });
  const asked: URL[] = [];
  server.use(
    http.get('*/api/v1/billing/claims/', ({ request }) => { asked.push(new URL(request.url)); return HttpResponse.json(page(CLAIMS)); }),
    http.get(`*/api/v1/billing/claims/${CLAIM}/`, () => HttpResponse.json({ ...claim(CLAIM), lines: [line()], corrected_by_id: null })),
    http.get('*/api/v1/billing/claim-batches/', () => HttpResponse.json(page([batch()]))),
    http.get(`*/api/v1/billing/claim-batches/${BATCH}/`, () => HttpResponse.json(batch())),
  );
  return { ...renderAt(path), asked };
}

describe('claims of a month', () => {
  it('shows each claim with its state and its problems in words', async () => {
    const { asked } = open('/billing/claims?month=2026-11');
    const table = await screen.findByRole('table', { name: 'Claims' });
    expect(within(table).getByRole('row', { name: /C00000001.*Ana Ruiz.*Ready.*\$120\.00/ })).toBeInTheDocument();
    expect(within(table).getByRole('row', { name: /C00000002.*Has problems.*ZIP code needs all nine digits/ })).toBeInTheDocument();
    // That a claim was taken in is no problem of it.
    expect(within(table).queryByText('Accepted for processing.')).not.toBeInTheDocument();
    expect(asked.at(-1)?.searchParams.get('month')).toBe('2026-11');
  });
  it('builds claims and says what was left out and why', async () => {
    const { user } = open('/billing/claims?month=2026-11');
    let body: unknown;
    server.use(http.post('*/api/v1/billing/claims/build/', async ({ request }) => {
      body = await request.json();
      return HttpResponse.json({ claim_ids: [CLAIM, BLOCKED], ready: 1, blocked: 1, left_out: { held: 3, self_pay: 1 } }, { status: 201 });
    }));
    await user.click(await screen.findByRole('button', { name: 'Build claims' }));
    expect(await screen.findByText(/1 claim is ready, 1 has problems\..*held: 3; the patient pays: 1\./)).toBeInTheDocument();
    expect(body).toEqual({ month: '2026-11' });
  });
  it('makes a file of the claims chosen and opens it', async () => {
    const { user, router } = open('/billing/claims?month=2026-11');
    let body: unknown;
    server.use(http.post('*/api/v1/billing/claim-batches/', async ({ request }) => {
      body = await request.json();
      return HttpResponse.json({ ...batch(), left_out: 0 }, { status: 201 });
    }));
    await user.click(await screen.findByRole('checkbox', { name: 'Choose claim C00000001' }));
    expect(screen.queryByRole('checkbox', { name: 'Choose claim C00000002' })).not.toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: 'File of 1 claim' }));
    await waitFor(() => expect(router.state.location.pathname).toBe(`/billing/claims/batches/${BATCH}`));
    expect(body).toEqual({ claim_ids: [CLAIM] });
  });
  it('names the places when the validator refuses the file', async () => {
    const { user } = open('/billing/claims?month=2026-11');
    server.use(http.post('*/api/v1/billing/claim-batches/', () => HttpResponse.json({ detail: 'The X12 validator refuses the file; nothing was made.', code: 'x12_refused', faults: ['segment 12 (NM1): element 09'] }, { status: 400 })));
    await user.click(await screen.findByRole('button', { name: 'File of all that are ready' }));
    expect(await screen.findByRole('alert')).toHaveTextContent('segment 12 (NM1): element 09');
  });
  it('keeps the superbill the server made', async () => {
    const { user } = open('/billing/claims?month=2026-11');
    let month: string | null = null;
    server.use(http.get('*/api/v1/billing/superbill/', ({ request }) => {
      month = new URL(request.url).searchParams.get('month');
      return new HttpResponse('date\n', { headers: { 'Content-Type': 'text/csv' } });
    }));
    await user.click(await screen.findByRole('button', { name: 'Superbill (CSV)' }));
    await waitFor(() => expect(month).toBe('2026-11'));
  });
  it('leads to the set-up when nobody has said who sends to whom', async () => {
    const { user, router } = open('/billing/claims?month=2026-11');
    server.use(http.post('*/api/v1/billing/claim-batches/', () => HttpResponse.json({ detail: 'Say first who sends claims to whom (claim settings).', code: 'claim_settings_missing' }, { status: 400 })));
    await user.click(await screen.findByRole('button', { name: 'File of all that are ready' }));
    await user.click(within(await screen.findByRole('alert')).getByRole('link', { name: 'Who sends to whom' }));
    await waitFor(() => expect(router.state.location.pathname).toBe('/billing/setup'));
  });
  it('says so when there are none', async () => {
    open('/billing/claims');
    server.use(http.get('*/api/v1/billing/claims/', () => HttpResponse.json(page([]))));
    expect(await screen.findByText('No claims here')).toBeInTheDocument();
  });
  it('tells a failure', async () => {
    open('/billing/claims');
    server.use(http.get('*/api/v1/billing/claims/', () => HttpResponse.json({ detail: 'The database does not answer; try again.', code: 'unavailable' }, { status: 503 })));
    expect(await screen.findByText('The database does not answer; try again.')).toBeInTheDocument();
  });
  it('is not for a nurse', async () => {
    open('/billing/claims', ['triage.read']);
    expect(await screen.findByRole('alert')).toHaveTextContent('Your role does not include it');
  });
  it('lets a reader read only', async () => {
    open('/billing/claims', ['billing.read']);
    await screen.findByRole('table', { name: 'Claims' });
    for (const name of ['Build claims', 'File of all that are ready', 'Upload 999 or 277CA']) expect(screen.queryByRole('button', { name })).not.toBeInTheDocument();
  });
  it('passes an automatic accessibility check', async () => {
    const { container } = open('/billing/claims?month=2026-11');
    await screen.findByRole('table', { name: 'Claims' });
    await screen.findByRole('table', { name: 'Files of claims' });
    await expectAccessible(container);
  });
});

describe('a file of claims', () => {
  it('is downloaded, marked as sent, and shows what came back', async () => {
    const { user, container } = open(`/billing/claims/batches/${BATCH}`);
    let hasFile = false;
    let isSent = false;
    server.use(
      http.get(`*/api/v1/billing/claim-batches/${BATCH}/file/`, () => { hasFile = true; return new HttpResponse('ISA*', { headers: { 'Content-Type': 'application/edi-x12' } }); }),
      http.post(`*/api/v1/billing/claim-batches/${BATCH}/submit/`, () => { isSent = true; return HttpResponse.json(batch({ status: 'submitted' })); }),
      http.get(`*/api/v1/billing/claim-batches/${BATCH}/`, () => HttpResponse.json(batch(isSent ? { status: 'submitted', acknowledgements: [answer({}), answer({ id: CLAIM, kind: '999', is_accepted: false, accepted_claims: null, rejected_claims: null, faults: [{ segment: 'NM1', place: 12, loop: '2010BA', element: 9, code: '1' }] })] } : {}))),
    );
    await user.click(await screen.findByRole('button', { name: 'Download 837P' }));
    await waitFor(() => expect(hasFile).toBe(true));
    await user.click(screen.getByRole('button', { name: 'Mark as sent' }));
    expect(await screen.findByRole('row', { name: /277CA \(claims\).*Accepted/ })).toBeInTheDocument();
    expect(screen.getByRole('row', { name: /999 \(file\).*Rejected.*NM1 12 2010BA 9 1/ })).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: 'Mark as sent' })).not.toBeInTheDocument();
    await expectAccessible(container);
  });
  it('takes an answer, and shows segment and reason of one that is refused whole', async () => {
    const { user, container } = open(`/billing/claims/batches/${BATCH}`);
    await screen.findByRole('button', { name: 'Upload 999 or 277CA' });
    server.use(http.post('*/api/v1/billing/acknowledgements/', () => HttpResponse.json({ detail: 'segment 4 (AK2): it ends early', code: 'bad_x12', segment: 4, name: 'AK2', reason: 'it ends early' }, { status: 400 })));
    await user.upload(container.querySelector<HTMLInputElement>('input[type=file]')!, new File(['ISA'], 'a.999'));
    expect(await screen.findByRole('alert')).toHaveTextContent('Refused whole; nothing was changed. Segment 4 (AK2): it ends early');
  });
});

describe('one claim', () => {
  it('is checked again, shows its form, and passes the accessibility check', async () => {
    const { user, container } = open(`/billing/claims/${CLAIM}`);
    let isChecked = false;
    server.use(
      http.post(`*/api/v1/billing/claims/${CLAIM}/check/`, () => { isChecked = true; return HttpResponse.json({ ...claim(CLAIM), lines: [line()], corrected_by_id: null }); }),
      http.get(`*/api/v1/billing/claims/${CLAIM}/cms1500/`, () => HttpResponse.json({ forms: [{ '1a': '1EG4TE5MK73', '24D.1': '99454' }] })),
    );
    await screen.findByRole('table', { name: 'Lines' });
    await expectAccessible(container);
    await user.click(screen.getByRole('button', { name: 'Check again' }));
    await waitFor(() => expect(isChecked).toBe(true));
    await user.click(screen.getByRole('button', { name: 'CMS-1500' }));
    const dialog = await screen.findByRole('dialog', { name: 'CMS-1500 of claim C00000001' });
    expect(within(dialog).getByRole('row', { name: '1a 1EG4TE5MK73' })).toBeInTheDocument();
    await user.click(within(dialog).getAllByRole('button', { name: 'Close' }).at(-1)!);
  });
  it('takes a claim back at its payer with a reason, and opens the void', async () => {
    const { user, router } = open(`/billing/claims/${CLAIM}`);
    const made = '0190a0c1-0000-7000-8000-000000000008';
    let body: unknown;
    server.use(
      http.get(`*/api/v1/billing/claims/${CLAIM}/`, () => HttpResponse.json({ ...claim(CLAIM, { status: 'paid', can_void: true }), lines: [line()], corrected_by_id: null })),
      http.post(`*/api/v1/billing/claims/${CLAIM}/void/`, async ({ request }) => { body = await request.json(); return HttpResponse.json(claim(made, { frequency: '8', void_reason: 'wrong_payer' }), { status: 201 }); }),
      http.get(`*/api/v1/billing/claims/${made}/`, () => HttpResponse.json({ ...claim(made, { frequency: '8', void_reason: 'wrong_payer', can_void: false }), lines: [line()], corrected_by_id: null })),
    );
    await user.click(await screen.findByRole('button', { name: 'Void the claim' }));
    const dialog = await screen.findByRole('dialog', { name: 'Void claim C00000001' });
    await user.click(within(dialog).getByRole('button', { name: /Reason/ }));
    await user.click(screen.getByRole('option', { name: 'Wrong payer' }));
    await user.click(within(dialog).getByRole('button', { name: 'Void the claim' }));
    await waitFor(() => expect(router.state.location.pathname).toBe(`/billing/claims/${made}`));
    expect(body).toEqual({ reason: 'wrong_payer' });
    // The router is there before the screen is: the dialog of the claim before offers the same words.
    await waitFor(() => expect(dialog).not.toBeInTheDocument());
    expect(await screen.findByText('Wrong payer')).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: 'Void the claim' })).not.toBeInTheDocument();
  });
});
