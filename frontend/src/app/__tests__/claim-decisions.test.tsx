import { screen, waitFor, within } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { describe, expect, it } from 'vitest';
import { BATCH, CLAIM, LINE, PAYMENT, claim, line, remittanceLine } from '@/testing/claims';
import { renderAt } from '@/testing/render';
import { makeUser } from '@/testing/world';
import { server, world } from '@/testing/server';

const PACKET = '0190a0c5-0000-7000-8000-000000000001';
const decided = (said: object) => http.get(`*/api/v1/billing/claims/${CLAIM}/decisions/`, () => HttpResponse.json({ lines: [{ line_id: LINE, ...said }] }));

function open(path: string) {
  world.me = makeUser('billing_manager', { permissions: ['billing.read', 'billing.write', 'billing.submit', 'user.read'] });
  return renderAt(path);
}

describe('what a payer decided on a claim', () => {
  it('keeps the form and the appeal with its evidence as PDF, and an appeal as it was sent', async () => {
    const { user } = open(`/billing/claims/${CLAIM}`);
    const asked: string[] = [];
    const pdf = (path: string) => http.get(`*/api/v1/billing/${path}`, ({ request }) => { asked.push(path + new URL(request.url).search); return new HttpResponse('%PDF-', { headers: { 'Content-Type': 'application/pdf' } }); });
    server.use(
      http.get(`*/api/v1/billing/claims/${CLAIM}/`, () => HttpResponse.json({ ...claim(CLAIM, { status: 'denied' }), lines: [line({ outcome: 'denied' })], corrected_by_id: null })),
      decided({ results: [], can_appeal: true, appeal_bar: '', appeals: [{ id: BATCH, sent_at: '2026-11-28T17:00:00Z', sent_by: 'Bill Tran', reason_code: '97', last_day: null, packet_id: PACKET, file_digest: 'ab' }] }),
      http.get(`*/api/v1/billing/claim-lines/${LINE}/appeal/`, () => HttpResponse.json({ written: 'x', addressee: 'Medicare Part B', subject: 'Request', paragraphs: ['16 days with data.'], attachments: [], signature: 'Paul Provider', last_day: null })),
      http.get(`*/api/v1/billing/claims/${CLAIM}/cms1500/`, () => HttpResponse.json({ forms: [{ '1a': '1EG4TE5MK73' }] })),
      pdf(`claims/${CLAIM}/cms1500/pdf/`), pdf(`claim-lines/${LINE}/appeal/pdf/`), pdf(`appeals/${BATCH}/file/`), pdf(`packets/${PACKET}/file/`),
    );
    await user.click(await screen.findByRole('button', { name: 'As it was sent' }));
    await user.click(screen.getByRole('button', { name: 'Signature of the evidence' }));
    await waitFor(() => expect(asked.splice(1)).toEqual([`packets/${PACKET}/file/?form=signature`]));
    await user.click(screen.getByRole('button', { name: 'Appeal letter' }));
    await user.click(await screen.findByRole('button', { name: 'PDF with its evidence' }));
    await waitFor(() => expect(asked).toHaveLength(2));
    await user.click(within(screen.getByRole('dialog')).getByRole('button', { name: 'Close' }));
    await user.click(await screen.findByRole('button', { name: 'CMS-1500' })); // hidden until the dialog before it is gone
    await user.click(await screen.findByRole('button', { name: 'PDF for the red form' }));
    await waitFor(() => expect(asked).toEqual([`appeals/${BATCH}/file/`, `claim-lines/${LINE}/appeal/pdf/`, `claims/${CLAIM}/cms1500/pdf/`]));
  });
  it('asks once for the decisions on all lines of a claim', async () => {
    open(`/billing/claims/${CLAIM}`);
    const other = '0190a0c3-0000-7000-8000-000000000002';
    const asked: string[] = [];
    const said = (id: string, change: object) => ({ line_id: id, results: [], can_appeal: true, appeal_bar: '', appeals: [], ...change });
    server.use(
      http.get(`*/api/v1/billing/claims/${CLAIM}/`, () => HttpResponse.json({ ...claim(CLAIM, { status: 'denied' }), lines: [line({ outcome: 'denied' }), line({ id: other, sequence: 2, cpt_code: '99457', outcome: 'denied' })], corrected_by_id: null })),
      http.get('*/api/v1/billing/claim-lines/*', ({ request }) => { asked.push(new URL(request.url).pathname); return undefined; }),
      http.get(`*/api/v1/billing/claims/${CLAIM}/decisions/`, ({ request }) => { asked.push(new URL(request.url).pathname); return HttpResponse.json({ lines: [said(LINE, {}), said(other, { can_appeal: false, appeal_bar: 'MA130' })] }); }),
    );
    const table = await screen.findByRole('table', { name: 'Lines' });
    expect(await within(table).findByText(/No appeal is heard against MA130/)).toBeInTheDocument();
    expect(within(table).getAllByRole('button', { name: 'Appeal letter' })).toHaveLength(1);
    expect(screen.getByRole('table', { name: 'Decisions on 99454' })).toBeInTheDocument();
    expect(screen.getByRole('table', { name: 'Decisions on 99457' })).toBeInTheDocument();
    expect(asked).toEqual([`/api/v1/billing/claims/${CLAIM}/decisions/`]);
  });
  it('says instead of offering a letter that no appeal is heard', async () => {
    open(`/billing/claims/${CLAIM}`);
    server.use(
      http.get(`*/api/v1/billing/claims/${CLAIM}/`, () => HttpResponse.json({ ...claim(CLAIM, { status: 'denied' }), lines: [line({ outcome: 'denied' })], corrected_by_id: null })),
      decided({ results: [], can_appeal: false, appeal_bar: 'MA130', appeals: [] }),
    );
    expect(await screen.findByText(/No appeal is heard against MA130/)).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: 'Appeal letter' })).not.toBeInTheDocument();
  });
  it('shows the decision on a line in plain words, the letter to appeal, and is sent again', async () => {
    const { user, router } = open(`/billing/claims/${CLAIM}`);
    const again = '0190a0c1-0000-7000-8000-000000000009';
    let isSent = false;
    server.use(
      http.get(`*/api/v1/billing/claims/${CLAIM}/`, () => HttpResponse.json({ ...claim(CLAIM, { status: 'denied' }), lines: [line({ outcome: 'denied' })], corrected_by_id: null })),
      decided({ results: [{ ...remittanceLine, decided_on: '2026-11-28', remittance_id: PAYMENT, payer_claim: 'P1', claim_remarks: [] }], can_appeal: true, appeal_bar: '', appeals: [] }),
      http.get(`*/api/v1/billing/claim-lines/${LINE}/appeal/`, () => HttpResponse.json({ written: 'November 28, 2026', addressee: 'Medicare Part B', subject: 'Request', paragraphs: ['16 days with data.'], attachments: ['Audit packet'], signature: 'Paul Provider', last_day: '2027-03-28' })),
      http.post(`*/api/v1/billing/claim-lines/${LINE}/appeal/`, () => { isSent = true; return HttpResponse.json({ id: PAYMENT }, { status: 201 }); }),
      http.post('*/api/v1/billing/claims/resubmit/', () => HttpResponse.json({ claim_ids: [again], ready: 1, blocked: 0, left_out: {} }, { status: 201 })),
    );
    expect(await screen.findByText('The claim lacks information.')).toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: 'Appeal letter' }));
    const dialog = await screen.findByRole('dialog', { name: 'Appeal letter' });
    expect(await within(dialog).findByText('16 days with data.')).toBeInTheDocument();
    await user.click(within(dialog).getByRole('button', { name: 'It was sent' }));
    await waitFor(() => expect(isSent).toBe(true));
    await user.click(await screen.findByRole('button', { name: 'Send again' }));
    await waitFor(() => expect(router.state.location.pathname).toBe(`/billing/claims/${again}`));
  });
});
