import { screen, waitFor } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { describe, expect, it } from 'vitest';
import { expectAccessible, renderAt } from '@/testing/render';
import { adjustment, remittanceLine } from '@/testing/claims';
import { makeUser } from '@/testing/world';
import { server, world } from '@/testing/server';

const CLAIM = '0190a0c1-0000-7000-8000-000000000001';
const BLOCKED = '0190a0c1-0000-7000-8000-000000000002';
const PATIENT = '0190a001-0000-7000-8000-000000000001';
const PAYMENT = '0190a0c4-0000-7000-8000-000000000001';
const page = (results: object[]) => ({ count: results.length, next: null, previous: null, results });

function open(path: string) {
  world.me = makeUser('billing_manager', { permissions: ['billing.read', 'billing.write', 'billing.submit', 'user.read'] });
  return renderAt(path);
}

const PAID = {
  id: PAYMENT, payer_id: PAYMENT, payer_name: 'Medicare Part B', trace: 'EFT0001', method: 'ACH', paid_on: '2026-11-28', total: 40.36, claim_count: 2, unmatched: 0, posted_at: '2026-11-28T17:00:00Z',
  claims: [
    { id: 'a', claim_id: CLAIM, claim_number: 'C00000001', patient_id: PATIENT, patient_name: 'Ana Ruiz', status: '1', is_reversal: false, reverses_id: null, charge: 120, paid: 40.86, patient_share: 10.42, payer_claim: 'P1', remarks: [], adjustments: [], lines: [{ ...remittanceLine, id: 'l1', paid: 40.86, outcome: 'paid', remarks: [], adjustments: [adjustment({}), adjustment({ group: 'PR', reason: '2', amount: 10.42, text: 'The patient’s coinsurance.' })] }] },
    { id: 'b', claim_id: BLOCKED, claim_number: 'C00000002', patient_id: PATIENT, patient_name: 'Ana Ruiz', status: '4', is_reversal: false, reverses_id: null, charge: 120, paid: 0, patient_share: 0, payer_claim: 'P2', remarks: [], adjustments: [], lines: [remittanceLine] },
  ],
  provider_adjustments: [{ reason: 'WO', text: 'An earlier overpayment is taken back.', reference: 'P0', amount: -0.5, claim_id: null }],
};

describe('remittances', () => {
  const openPayment = (path: string, payment: object = PAID) => {
    const view = open(path);
    server.use(http.get('*/api/v1/billing/remittances/', () => HttpResponse.json(page([PAID]))), http.get(`*/api/v1/billing/remittances/${PAYMENT}/`, () => HttpResponse.json(payment)));
    return view;
  };
  it('posts a file and opens the payment', async () => {
    const { user, container, router } = openPayment('/billing/remittances');
    server.use(http.post('*/api/v1/billing/remittances/', () => HttpResponse.json({ duplicate: false, remittance_ids: [PAYMENT] }, { status: 201 })));
    await screen.findByRole('row', { name: /EFT0001.*\$40\.36/ });
    await expectAccessible(container);
    await user.upload(container.querySelector<HTMLInputElement>('input[type=file]')!, new File(['ISA'], 'a.835'));
    await waitFor(() => expect(router.state.location.pathname).toBe(`/billing/remittances/${PAYMENT}`));
    expect(await screen.findByText('The payment is posted.')).toBeInTheDocument();
  });
  it('says that a payment was posted before', async () => {
    const { user, container } = openPayment('/billing/remittances');
    server.use(http.post('*/api/v1/billing/remittances/', () => HttpResponse.json({ duplicate: true, remittance_ids: [PAYMENT] })));
    await screen.findByRole('row', { name: /EFT0001/ });
    await user.upload(container.querySelector<HTMLInputElement>('input[type=file]')!, new File(['ISA'], 'a.835'));
    expect(await screen.findByText('This payment was posted before; nothing was posted now.')).toBeInTheDocument();
  });
  it('shows segment and reason of a file refused whole', async () => {
    const { user, container } = openPayment('/billing/remittances');
    server.use(http.post('*/api/v1/billing/remittances/', () => HttpResponse.json({ detail: 'segment 14 (SVC): charge less adjustments is not what was paid', code: 'bad_x12', segment: 14, name: 'SVC', reason: 'charge less adjustments is not what was paid' }, { status: 400 })));
    await screen.findByRole('row', { name: /EFT0001/ });
    await user.upload(container.querySelector<HTMLInputElement>('input[type=file]')!, new File(['ISA'], 'a.835'));
    expect(await screen.findByRole('alert')).toHaveTextContent('Segment 14 (SVC): charge less adjustments is not what was paid');
  });
  it('shows every adjustment in words and postings that come to the payment', async () => {
    const { container } = openPayment(`/billing/remittances/${PAYMENT}`);
    expect(await screen.findByRole('row', { name: /Sum of the postings.*\$40\.36/ })).toBeInTheDocument();
    expect(screen.getByText('The postings come to the payment.')).toBeInTheDocument();
    expect(screen.getByRole('row', { name: /An earlier overpayment is taken back\..*-\$0\.50/ })).toBeInTheDocument();
    for (const text of ['Above what the payer allows.', 'The patient’s coinsurance.', 'The claim lacks information.', 'The diagnosis is missing.']) expect(screen.getByText(text)).toBeInTheDocument();
    expect(screen.getByText(/Add it and send a new claim\./)).toBeInTheDocument();
    await expectAccessible(container);
  });
  it('does not call it even when a cent is missing', async () => {
    openPayment(`/billing/remittances/${PAYMENT}`, { ...PAID, total: 40.37 });
    expect(await screen.findByText(/The postings do not come to the payment/)).toBeInTheDocument();
  });
});
