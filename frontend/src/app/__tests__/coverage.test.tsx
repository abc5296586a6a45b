import { screen, waitFor, within } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { describe, expect, it } from 'vitest';
import { expectAccessible, renderAt } from '@/testing/render';
import { ALL_PERMISSIONS, makeUser } from '@/testing/world';
import { server, world } from '@/testing/server';

const PAYER_ID = '0190a000-0000-7000-8000-0000000000b1';
const COVER = {
  id: '0190a000-0000-7000-8000-0000000000f1', payer_id: PAYER_ID, payer_plan_id: null, payer_name: 'Medicare Texas', plan_name: '', rank: 1, member_id: '1EG4TE5MK73', group_number: null, relationship: '18', valid_from: '2025-01-01', valid_to: null, verified_on: null,
};
const OUTSIDE = { id: '0190a000-0000-7000-8000-0000000000f2', cpt_code: '99454', period_start: '2026-10-01', period_end: '2026-10-30', service_date: '2026-10-30', units: 1, source: 'Eligibility', created_at: '2026-11-01T12:00:00Z', withdrawn_at: null };

function openCoverage({ permissions = [...ALL_PERMISSIONS, 'billing.read', 'billing.write'], refused = null as object | null } = {}) {
  const patient = world.people[0]!;
  world.me = makeUser('billing_manager', { permissions });
  const sent: { path: string; body: unknown }[] = [];
  const act = (path: string, row: object) => http.post(`*/api/v1/patients/:id/${path}`, async ({ request }) => {
    sent.push({ path, body: await request.json() });
    return refused ? HttpResponse.json(refused, { status: 400 }) : HttpResponse.json({ results: [row] });
  });
  const billing = { patient_id: patient.id, patient_name: 'x', timezone: 'America/New_York', today: '2026-11-18', window_from: '2025-10-01', evaluated_at: '2026-11-18T12:00:00Z', rules_version: 'abcdef0123456789', problem: null, stretches: [] };
  server.use(
    http.get('*/api/v1/billing/patients/:id/', () => HttpResponse.json(billing)),
    http.get('*/api/v1/billing/packets/', () => HttpResponse.json({ results: [] })),
    http.get('*/api/v1/billing/payers/', () => HttpResponse.json({ results: [{ id: PAYER_ID, name: 'Medicare Texas', kind: 'medicare_b', is_active: true, row_version: 1, plans: [] }] })),
    http.get('*/api/v1/patients/:id/coverage/', () => HttpResponse.json({ results: [COVER] })),
    http.get('*/api/v1/patients/:id/outside-claims/', () => HttpResponse.json({ results: [OUTSIDE] })),
    act('coverage/', COVER), act('coverage/:row/end/', COVER), act('coverage/:row/verify/', COVER), act('outside-claims/', OUTSIDE), act('outside-claims/:row/withdraw/', OUTSIDE),
  );
  return { ...renderAt(`/patients/${patient.id}/billing`), sent };
}

describe('a patient’s coverage', () => {
  it('shows who pays, since when, and that nobody asked', async () => {
    openCoverage();
    const table = await screen.findByRole('table', { name: 'Coverage' });
    expect(within(table).getByRole('row', { name: /1.*Medicare Texas.*1EG4TE5MK73.*the insured.*In force.*never/ })).toBeInTheDocument();
  });
  it('adds coverage and shows a wrong member id at its field', async () => {
    const { user, sent } = openCoverage({ refused: { code: 'invalid', detail: 'The coverage is not valid.', fields: { member_id: ['is no Medicare number'] } } });
    await user.click(await screen.findByRole('button', { name: 'Add coverage' }));
    const dialog = await screen.findByRole('dialog', { name: 'Add coverage' });
    await user.click(within(dialog).getByRole('button', { name: /Payer/ }));
    await user.click(await screen.findByRole('option', { name: 'Medicare Texas' }));
    const member = within(dialog).getByRole('textbox', { name: /Member id/ });
    await user.type(member, 'X1');
    await user.click(within(dialog).getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(member).toHaveAccessibleDescription(/is no Medicare number/));
    expect(sent.at(-1)).toMatchObject({ path: 'coverage/', body: { payer_id: PAYER_ID, member_id: 'X1', rank: 1, relationship: '18', valid_to: null, verified_on: null } });
  });
  it('ends coverage and notes that the payer was asked', async () => {
    const { user, sent } = openCoverage();
    await user.click(await screen.findByRole('button', { name: 'Payer was asked: Medicare Texas' }));
    await user.click(await screen.findByRole('button', { name: 'Confirm' }));
    await waitFor(() => expect(sent.at(-1)?.path).toBe('coverage/:row/verify/'));
    await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument());
    await user.click(screen.getByRole('button', { name: 'End coverage of Medicare Texas' }));
    await user.click(await screen.findByRole('button', { name: 'Confirm' }));
    await waitFor(() => expect(sent.at(-1)?.path).toBe('coverage/:row/end/'));
    expect(JSON.stringify(sent.at(-1)?.body)).toMatch(/^\{"ends_on":"\d{4}-\d\d-\d\d"\}$/);
  });
  it('withdraws what another practice did not bill after all', async () => {
    const { user, sent } = openCoverage();
    await user.click(await screen.findByRole('button', { name: 'It was not so: 99454' }));
    await user.type(await screen.findByRole('textbox', { name: /Reason/ }), 'Other patient');
    await user.click(screen.getByRole('button', { name: 'Confirm' }));
    await waitFor(() => expect(sent.at(-1)).toMatchObject({ path: 'outside-claims/:row/withdraw/', body: { reason: 'Other patient' } }));
  });
  it('only shows to who may only read', async () => {
    openCoverage({ permissions: [...ALL_PERMISSIONS, 'billing.read'] });
    await screen.findByRole('table', { name: 'Coverage' });
    expect(screen.queryByRole('button', { name: 'Add coverage' })).not.toBeInTheDocument();
  });
  it('passes an automatic accessibility check', async () => {
    const { container } = openCoverage();
    await screen.findByRole('table', { name: 'Coverage' });
    await screen.findByRole('table', { name: 'Billed by other practices' });
    await expectAccessible(container);
  });
});
