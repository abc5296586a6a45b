import { screen, within } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { describe, expect, it } from 'vitest';
import { expectAccessible, renderAt } from '@/testing/render';
import { makeUser } from '@/testing/world';
import { server, world } from '@/testing/server';

const FINAL_RULE = 'CY2026 PFS final rule, 90 FR 49266';
const threshold = (code: string, kind: string, needs: object, mark = 'A') => ({ code, kind, needs, source: FINAL_RULE, mark });
const SET_2025 = {
  id: 'cms-2025', payer: 'cms', title: 'Medicare to 2025', valid_from: null, valid_to: '2025-12-31', inherits: null, confirmed: true, hold_reason: null, sources: ['CY2021 PFS final rule'], covered_diagnoses: null,
  programs: { rpm: [threshold('99454', 'supply', { min_days: 16, max_days: 30 })] }, changes: [],
};
const SET_2026 = {
  ...SET_2025, id: 'cms-2026', title: 'Medicare in 2026', valid_from: '2026-01-01', valid_to: '2026-12-31', inherits: 'cms-2025', sources: [FINAL_RULE],
  programs: { rpm: [threshold('99445', 'supply', { min_days: 2, max_days: 15 }, 'B'), threshold('99458', 'time_addon', { step_minutes: 20 })] },
  changes: [
    { program: 'rpm', code: '99445', change: 'new', before: null, now: { min_days: 2, max_days: 15 }, source: FINAL_RULE, mark: 'B' },
    { program: 'rpm', code: '99453', change: 'changed', before: { min_days: 16 }, now: { min_days: 2 }, source: 'CPT 2026 guideline', mark: 'B' },
  ],
};
const SET_2027 = { ...SET_2026, id: 'cms-2027', title: 'Medicare from 2027', valid_from: '2027-01-01', valid_to: null, inherits: 'cms-2026', confirmed: false, hold_reason: 'No person has read the CY2027 final rule yet.', changes: [] };
const RULES = {
  rules_version: 'abcdef0123456789', rule_sets: [SET_2025, SET_2026, SET_2027],
  codes: [{ code: '99445', program: 'rpm', kind: 'supply', says: 'Device supply, 2 to 15 days of data in 30 days' }],
  judgements: [{ name: 'device_days', clause: '8.4', says: 'Days of several devices.', default: 'union', allowed: ['union', 'best_device'], overrides: { 'uhc-2026': 'best_device' } }],
};
const CHECK = {
  today: '2026-11-28', looked_at: { patients: 150, lines: 320, time_entries: 41 },
  kinds: [{ key: 'SEVERAL_DEVICES', severity: 'hold', source: 'OIG OEI-02-23-00261, 5' }, { key: 'EXACT_TOTALS', severity: 'warn', source: 'rules section 6' }],
  findings: [] as object[],
};

function openAt(part: string, answers: { rules?: object; check?: object } = {}) {
  world.me = makeUser('billing_manager', { permissions: ['billing.read'] });
  server.use(
    http.get('*/api/v1/billing/rules/', () => HttpResponse.json(answers.rules ?? RULES)),
    http.get('*/api/v1/billing/self-check/', () => HttpResponse.json(answers.check ?? CHECK)),
  );
  return renderAt(`/billing/${part}`);
}

describe('the rule browser', () => {
  it('opens on what the newest confirmed year changed, and who says so', async () => {
    openAt('rules');
    const table = await screen.findByRole('table', { name: 'What changed against cms-2025, and why' });
    expect(within(table).getByRole('row', { name: /99445.*New.*—.*2 to 15 days of data.*90 FR 49266.*B · secondary source/ })).toBeInTheDocument();
    expect(within(table).getByRole('row', { name: /99453.*Changed.*at least 16 days.*at least 2 days.*CPT 2026 guideline/ })).toBeInTheDocument();
    expect(screen.getByText(/Confirmed: a person has read its sources/)).toBeInTheDocument();
    expect(within(screen.getByRole('table', { name: 'What each code needs: Remote monitoring (RPM)' })).getByText('each further full 20 minutes')).toBeInTheDocument();
  });
  it('says why an unconfirmed set holds its lines, by keyboard', async () => {
    const { user } = openAt('rules');
    const choice = await screen.findByRole('button', { name: /Rule set/ });
    choice.focus();
    await user.keyboard('{Enter}');
    await user.click(await screen.findByRole('option', { name: 'CMS · Medicare from 2027' }));
    expect(await screen.findByText(/Not confirmed.*No person has read the CY2027 final rule yet/)).toBeInTheDocument();
    expect(screen.getByText('No code needs anything else than in cms-2026.')).toBeInTheDocument();
  });
  it('shows each judgement with its clause, what is allowed and who differs', async () => {
    openAt('rules');
    const table = await screen.findByRole('table', { name: 'Judgements' });
    expect(within(table).getByRole('row', { name: /8\.4.*device_days.*all devices together.*all devices together, the best single device.*uhc-2026: the best single device/ })).toBeInTheDocument();
  });
  it('is not for a nurse', async () => {
    world.me = makeUser('nurse', { permissions: ['triage.read'] });
    renderAt('/billing/rules');
    expect(await screen.findByRole('alert')).toHaveTextContent('Your role does not include it');
  });
  it('passes an automatic accessibility check', async () => {
    const { container } = openAt('rules');
    await screen.findByRole('table', { name: 'Judgements' });
    await expectAccessible(container);
  });
});

describe('the self-check', () => {
  const found = () => ({
    ...CHECK,
    findings: [
      { key: 'SEVERAL_DEVICES', severity: 'hold', source: 'OIG OEI-02-23-00261, 5', params: {}, text: 'More than one supply unit for 1 patient.', concerns: 'patients', subject_count: 3, subjects: [{ id: world.people[0]!.id, name: 'Ruiz, Ana' }] },
      { key: 'TWO_PLACES', severity: 'warn', source: 'rules section 6', params: {}, text: 'Works on two patients at once.', concerns: 'staff', subject_count: 1, subjects: [{ id: '0190a000-0000-7000-8000-0000000000ff', name: 'Adeyemi, Paul' }] },
    ],
  });
  it('says each finding with its severity, source and whom it concerns', async () => {
    openAt('self-check', { check: found() });
    expect(await screen.findByText('More than one supply unit for 1 patient.')).toBeInTheDocument();
    expect(screen.getByText('and 2 others')).toBeInTheDocument();
    expect(screen.getByRole('link', { name: 'Ruiz, Ana' })).toHaveAttribute('href', `/patients/${world.people[0]!.id}/billing`);
    expect(screen.getByText('Adeyemi, Paul')).toBeInTheDocument();
    expect(screen.queryByRole('link', { name: 'Adeyemi, Paul' })).not.toBeInTheDocument();
    const table = screen.getByRole('table', { name: 'What was looked at' });
    expect(within(table).getByRole('row', { name: /More than one supply in a period.*Hold.*OIG.*Found/ })).toBeInTheDocument();
  });
  it('says what was looked at when nothing was found', async () => {
    openAt('self-check');
    expect(await screen.findByText('Nothing was found.')).toBeInTheDocument();
    expect(screen.getByText('320')).toBeInTheDocument();
    expect(screen.getAllByText('Not found')).toHaveLength(2);
  });
  it('says so when it cannot be read', async () => {
    world.me = makeUser('billing_manager', { permissions: ['billing.read'] });
    server.use(http.get('*/api/v1/billing/self-check/', () => HttpResponse.json({ detail: 'down', code: 'error' }, { status: 500 })));
    renderAt('/billing/self-check');
    expect(await screen.findByText('This could not be loaded')).toBeInTheDocument();
  });
  it('passes an automatic accessibility check', async () => {
    const { container } = openAt('self-check', { check: found() });
    await screen.findByRole('table', { name: 'What was looked at' });
    await expectAccessible(container);
  });
});
