import { screen, waitFor, within } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { describe, expect, it } from 'vitest';
import { expectAccessible, renderAt } from '@/testing/render';
import { makeUser } from '@/testing/world';
import { server, world } from '@/testing/server';

const row = (key: string, amounts: Partial<Record<'expected' | 'pending' | 'sent' | 'paid' | 'patient_share' | 'denied', number>>) => ({
  key, entries: 2, patients: 1, units: 2, expected: 0, pending: 0, sent: 0, paid: 0, patient_share: 0, denied: 0, is_estimate: true, ...amounts,
});
const REPORT = {
  date_from: '2025-12-01', date_to: '2026-11-28', by: 'provider',
  rows: [row('Smith, Alex', { expected: 103.88, paid: 40.86, patient_share: 10.42, denied: 51.77 }), row('not_on_a_claim', { expected: 21.71, pending: 21.71 })],
  total: row('total', { expected: 125.59, pending: 21.71, paid: 40.86, patient_share: 10.42, denied: 51.77 }),
  unbilled: [{ reason: 'not_sent', text: 'Ready, not sent yet', entries: 1, amount: 21.71 }],
  forecast: { supply: 1042.2, supply_open: 208.44, supply_open_patients: 4, time: 517.7, time_open: 0, time_open_patients: 0, collected_percent: 39 },
};

function openRevenue(report: object = REPORT) {
  world.me = makeUser('billing_manager', { permissions: ['billing.read', 'report.read'] });
  const asked: URL[] = [];
  server.use(http.get('*/api/v1/billing/revenue/', ({ request }) => {
    asked.push(new URL(request.url));
    return HttpResponse.json(report);
  }));
  return { ...renderAt('/billing/revenue'), asked };
}

describe('the revenue report', () => {
  it('shows groups, their sum and our own keys in words', async () => {
    openRevenue();
    const table = await screen.findByRole('table', { name: 'Revenue by Provider' });
    expect(within(table).getByRole('row', { name: /Smith, Alex.*\$103\.88.*\$40\.86.*\$51\.77/ })).toBeInTheDocument();
    expect(within(table).getByRole('row', { name: /Not on a claim yet.*\$21\.71/ })).toBeInTheDocument();
    expect(within(table).getByRole('row', { name: /Total.*\$125\.59/ })).toBeInTheDocument();
    expect(screen.getByRole('row', { name: /Ready, not sent yet.*\$21\.71/ })).toBeInTheDocument();
    expect(screen.getByText('39 %')).toBeInTheDocument();
    expect(screen.getByText(/Estimate: rests on fees nobody has confirmed/)).toBeInTheDocument();
  });
  it('asks for the group and days chosen', async () => {
    const { user, asked } = openRevenue();
    await screen.findByRole('table', { name: 'Revenue by Provider' });
    await user.click(screen.getByRole('radio', { name: 'Payer' }));
    await waitFor(() => expect(asked.at(-1)?.searchParams.get('by')).toBe('payer'));
  });
  it('keeps the file the server made', async () => {
    const { user } = openRevenue();
    let form = '';
    server.use(http.get('*/api/v1/billing/revenue/file/', ({ request }) => {
      form = new URL(request.url).searchParams.get('form') ?? '';
      return new HttpResponse('key\n', { headers: { 'Content-Type': 'text/csv' } });
    }));
    await user.click(await screen.findByRole('button', { name: 'CSV' }));
    await waitFor(() => expect(form).toBe('csv'));
  });
  it('says so when nothing was earned', async () => {
    openRevenue({ ...REPORT, rows: [], total: { ...row('total', {}), entries: 0 }, unbilled: [], forecast: { ...REPORT.forecast, supply: 0, time: 0 } });
    expect(await screen.findByText('Nothing was earned in these days')).toBeInTheDocument();
  });
  it('is not for a nurse', async () => {
    world.me = makeUser('nurse', { permissions: ['triage.read'] });
    renderAt('/billing/revenue');
    expect(await screen.findByRole('alert')).toHaveTextContent('Your role does not include it');
  });
  it('passes an automatic accessibility check', async () => {
    const { container } = openRevenue();
    await screen.findByRole('table', { name: 'Revenue by Provider' });
    await expectAccessible(container);
  });
});
