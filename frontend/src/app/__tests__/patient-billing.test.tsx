import { screen, waitFor, within } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { describe, expect, it } from 'vitest';
import { expectAccessible, renderAt } from '@/testing/render';
import { ALL_PERMISSIONS, makeUser } from '@/testing/world';
import { server, world } from '@/testing/server';

const SENTENCE = '5 more days are needed; 99454 will be reached on 2026-11-23 if readings continue, last chance 2026-11-28.';
const assessment = (code: string, change: object = {}) => ({
  code, status: 'not_yet', units: 0, period_start: '2026-11-01', period_end: '2026-11-30', date_of_service: '2026-11-30', rule_set: 'cms-2026', source: 'CY2026 PFS final rule', reasons: [{ key: 'days_missing', params: {}, text: SENTENCE }],
  countdown: null, amount: '52.11', held_by: [], entry_id: null, entry_status: null, is_billed: false, ...change,
});
const BILLING = {
  patient_id: '', patient_name: 'x', timezone: 'America/New_York', today: '2026-11-18', window_from: '2025-10-01', evaluated_at: '2026-11-18T12:00:00Z', rules_version: 'abcdef0123456789', problem: null,
  stretches: [{
    episode_id: 'e1', program: 'rpm', barrier: null, closed_through: '2026-11-17', day_one: '2026-11-01', ended_on: null, end_cause: null, rule_sets: ['cms-2026'],
    holds: [{ key: 'typed', params: {}, text: 'Typed readings stand in the day count.' }], warnings: [], setup: [], others: [],
    periods: [{ start: '2026-11-01', end: '2026-11-30', nominal_end: '2026-11-30', days: ['2026-11-01', '2026-11-02', '2026-11-03'], days_by_device: { BP1: 3 }, assessments: [assessment('99454')] }],
    months: [{ month: '2026-11-01', seconds: 1325, minutes: 22, contacts: [{ at: '2026-11-10T15:00:00Z', by: 'Nora Lindqvist', role: 'rn', activity: 'phone_call' }], assessments: [assessment('99457', { status: 'billable', units: 1, reasons: [{ key: 'minutes', params: {}, text: '22 minutes and a live contact.' }] })] }],
    countdowns: [assessment('99454', { countdown: { unit: 'days', needed: 5, contact_needed: false, expected_on: '2026-11-23', resume_by: '2026-11-24', last_day: '2026-11-28', reachable: true, fallback: '99445' } })],
  }],
};

function openBilling() {
  const patient = world.people[0]!;
  world.me = makeUser('billing_manager', { permissions: [...ALL_PERMISSIONS, 'billing.read', 'billing.write'] });
  const packets: object[] = [];
  server.use(
    http.get('*/api/v1/billing/patients/:id/', () => HttpResponse.json({ ...BILLING, patient_id: patient.id })),
    http.get('*/api/v1/billing/packets/', () => HttpResponse.json({ results: packets })),
    http.post('*/api/v1/billing/packets/', async ({ request }) => {
      const body = (await request.json()) as object;
      packets.push({ id: 'p1', ...body, state: 'made', failure: '', requested_at: '2026-11-18T12:00:00Z', requested_by: 'Bill', made_at: '2026-11-18T12:00:01Z', document_digest: 'ab'.repeat(32), pdf_digest: '', key_id: 'k', signature: '', expires_on: null });
      return HttpResponse.json(packets[0], { status: 202 });
    }),
  );
  return { ...renderAt(`/patients/${patient.id}/billing`), packets };
}

describe('a patient’s billing', () => {
  it('says what is missing, until when, and what fits already', async () => {
    openBilling();
    expect((await screen.findAllByText(new RegExp(SENTENCE.slice(0, 40)))).length).toBeGreaterThan(0);
    expect(screen.getByText(/Last chance .*28.*99445 fits already/)).toBeInTheDocument();
  });
  it('draws the period as a calendar that speaks', async () => {
    openBilling();
    const calendar = await screen.findByRole('table', { name: /Data days from/ });
    expect(within(calendar).getAllByText(/: data day$/)).toHaveLength(3);
    expect(within(calendar).getAllByText(/: to come$/)).toHaveLength(12);
    expect(screen.getByText('3 data days')).toBeInTheDocument();
  });
  it('shows minutes, the live contact and what holds a line', async () => {
    openBilling();
    expect(await screen.findByText('22 minutes')).toBeInTheDocument();
    expect(screen.getByText(/Nora Lindqvist \(RN\), Phone call/)).toBeInTheDocument();
    expect(screen.getByText('Typed readings stand in the day count.')).toBeInTheDocument();
    expect(screen.getByText('Billable')).toBeInTheDocument();
  });
  it('asks for a packet and offers its files', async () => {
    const { user, packets } = openBilling();
    await user.click(await screen.findByRole('button', { name: 'Make a packet' }));
    await waitFor(() => expect(packets).toHaveLength(1));
    expect(packets[0]).toMatchObject({ first_day: '2026-11-01', last_day: '2026-11-18' });
    expect(await screen.findByRole('button', { name: 'PDF' })).toBeInTheDocument();
    const asked: string[] = [];
    server.use(http.get('*/api/v1/billing/packets/p1/file/', ({ request }) => { asked.push(new URL(request.url).search); return HttpResponse.json({ signed: {} }); }));
    await user.click(screen.getByRole('button', { name: 'Signature' }));
    await waitFor(() => expect(asked).toEqual(['?form=signature']));
  });
  it('passes an automatic accessibility check', async () => {
    const { container } = openBilling();
    await screen.findByRole('table', { name: /Data days from/ });
    await expectAccessible(container);
  });
});
