import { screen, waitFor, within } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { describe, expect, it } from 'vitest';
import { expectAccessible, renderAt } from '@/testing/render';
import { makeUser } from '@/testing/world';
import { server, world } from '@/testing/server';

const PAYER = {
  id: '0190a000-0000-7000-8000-0000000000b1', row_version: 1, name: 'Medicare Texas', kind: 'medicare_b', payer_code: '04412', rule_payer: 'cms', filing_indicator: 'MB', takes_frequency_codes: false, wants_ordering_npi: true, timely_filing_days: 365, is_active: true,
  plans: [{ id: '0190a000-0000-7000-8000-0000000000c1', name: 'Part B', is_active: true }],
};
const PROVIDER = { id: '0190a000-0000-7000-8000-0000000000d1', row_version: 1, kind: 'billing', membership_id: null, name: 'Riverbend Family Medicine', first_name: '', npi: '1245319599', taxonomy: '207Q00000X', tin: '123456789', line1: '1 River Road', city: 'Austin', state: 'TX', zip: '787010001', phone: '', is_active: true };
const FILE = {
  id: '0190a000-0000-7000-8000-0000000000e1', kind: 'rvu', name: 'PPRRVU2026_Oct.csv', payer_id: null, year: 2026, apm: false, conversion_factor: 33.4009, valid_from: '2026-10-01', valid_to: '2026-12-31', row_count: 17, digest: 'ab'.repeat(32),
  loaded_at: '2026-11-01T15:00:00Z', loaded_by_id: 7, confirmed_at: null, confirmed_by_id: null, withdrawn_at: null,
};
const SENDING = { sender_id: 'RIVERBEND', sender_qualifier: 'ZZ', receiver_id: 'CLEARING', receiver_qualifier: 'ZZ', receiver_name: 'Clearing', submitter_name: 'Riverbend', submitter_id: 'S1', contact_name: 'Bill', contact_phone: '5125550100', usage: 'T', place_of_service: '11', billing_provider_id: PROVIDER.id, rendering_provider_id: '' };

interface Sent {
  method: string;
  path: string;
  body: unknown;
}

function openSetup({ permissions = ['billing.read', 'billing.write'], payers = [PAYER] as object[] } = {}) {
  world.me = makeUser('billing_manager', { permissions });
  const sent: Sent[] = [];
  const take = (method: 'post' | 'patch', path: string, answer: (body: unknown) => Response) => http[method](`*/api/v1/billing/${path}`, async ({ request }) => {
    const body: unknown = request.headers.get('Content-Type')?.includes('json') ? await request.json() : null;
    sent.push({ method, path, body });
    return answer(body);
  });
  server.use(
    http.get('*/api/v1/billing/payers/', () => HttpResponse.json({ results: payers })),
    http.get('*/api/v1/billing/providers/', () => HttpResponse.json({ results: [PROVIDER] })),
    http.get('*/api/v1/billing/fee-files/', () => HttpResponse.json({ results: [FILE] })),
    http.get('*/api/v1/billing/claim-settings/', () => HttpResponse.json(SENDING)),
    take('post', 'payers/', () => HttpResponse.json(PAYER, { status: 201 })),
    take('patch', 'payers/:id/', () => HttpResponse.json(PAYER)),
    take('post', 'payer-plans/:id/retire/', () => new HttpResponse(null, { status: 204 })),
    take('post', 'providers/', () => HttpResponse.json({ code: 'invalid', detail: 'The provider is not complete.', fields: { npi: ['is no NPI: its check digit does not fit'] } }, { status: 400 })),
    take('patch', 'claim-settings/', () => HttpResponse.json(SENDING)),
    take('post', 'fee-files/:id/confirm/', () => HttpResponse.json({ ...FILE, confirmed_at: '2026-11-02T15:00:00Z' })),
    take('post', 'fee-files/:id/withdraw/', () => HttpResponse.json(FILE)),
  );
  return { ...renderAt('/billing/setup'), sent };
}

describe('the set-up of billing', () => {
  it('adds a payer and retires a plan', async () => {
    const { user, sent } = openSetup();
    await user.click(await screen.findByRole('button', { name: 'Add a payer' }));
    const dialog = await screen.findByRole('dialog', { name: 'Add a payer' });
    await user.type(within(dialog).getByRole('textbox', { name: /^Name/ }), 'Aetna');
    await user.type(within(dialog).getByRole('textbox', { name: /Payer id/ }), '60054');
    await user.click(within(dialog).getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(sent.at(-1)).toMatchObject({ path: 'payers/', body: { name: 'Aetna', kind: 'medicare_b', payer_code: '60054', rule_payer: 'cms', timely_filing_days: 365 } }));
    await user.click(await screen.findByRole('button', { name: 'Plans of Medicare Texas' }));
    await user.click(await screen.findByRole('button', { name: 'Retire Part B' }));
    await waitFor(() => expect(sent.at(-1)?.path).toBe('payer-plans/:id/retire/'));
  });
  it('changes a payer to one no longer used', async () => {
    const { user, sent } = openSetup();
    await user.click(await screen.findByRole('button', { name: 'Edit Medicare Texas' }));
    await user.click(await screen.findByRole('checkbox', { name: 'In use' }));
    await user.click(screen.getByRole('button', { name: 'Save', hidden: false }));
    await waitFor(() => expect(sent.at(-1)).toMatchObject({ method: 'patch', body: { name: 'Medicare Texas', is_active: false } }));
  });
  it('shows a wrong NPI at its field and takes it again once it is mended', async () => {
    const { user, sent } = openSetup();
    await user.click(await screen.findByRole('button', { name: 'Add a provider' }));
    const dialog = await screen.findByRole('dialog', { name: 'Add a provider' });
    await user.type(within(dialog).getByRole('textbox', { name: /NPI/ }), '1234567890');
    await user.type(within(dialog).getByRole('textbox', { name: /Last name/ }), 'Smith');
    await user.type(within(dialog).getByRole('textbox', { name: /First name/ }), 'Alex');
    await user.type(within(dialog).getByRole('textbox', { name: /Taxonomy/ }), '207RC0000X');
    await user.click(within(dialog).getByRole('button', { name: 'Save' }));
    const npi = await within(dialog).findByRole('textbox', { name: /NPI/ });
    await waitFor(() => expect(npi).toHaveAccessibleDescription(/its check digit does not fit/));
    expect(npi).toBeInvalid();
    // A refusal bars nothing: mended, it is sent again.
    await user.clear(npi);
    await user.type(npi, '1245319599');
    await user.click(within(dialog).getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(sent.filter((one) => one.path === 'providers/')).toHaveLength(2));
    expect(sent.at(-1)).toMatchObject({ body: { npi: '1245319599' } });
  });
  it('ties a provider to a member and takes over name and NPI', async () => {
    const { user, sent } = openSetup({ permissions: ['billing.read', 'billing.write', 'user.read'] });
    const paul = { id: 9, membership_id: '0190a000-0000-7000-8000-0000000000f1', first_name: 'Paul', last_name: 'Adeyemi', role: 'provider', credentials: [{ id: 'c1', profession: 'physician', npi: '1245319599', licence_number: '', licence_state: '', valid_from: '2026-01-01', valid_to: null }] };
    server.use(http.get('*/api/v1/practice/users/', () => HttpResponse.json({ count: 1, next: null, previous: null, results: [paul, { ...paul, membership_id: 'x', role: 'patient' }] })));
    await user.click(await screen.findByRole('button', { name: 'Add a provider' }));
    const dialog = await screen.findByRole('dialog', { name: 'Add a provider' });
    await user.click(within(dialog).getByRole('button', { name: /Member of the practice/ }));
    expect(screen.getAllByRole('option').map((one) => one.textContent)).toEqual(['Nobody', 'Adeyemi, Paul · Provider']);
    await user.click(screen.getByRole('option', { name: /Adeyemi, Paul/ }));
    expect(within(dialog).getByRole('textbox', { name: /NPI/ })).toHaveValue('1245319599');
    await user.type(within(dialog).getByRole('textbox', { name: /Taxonomy/ }), '207RC0000X');
    await user.click(within(dialog).getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(sent.at(-1)).toMatchObject({ path: 'providers/', body: { kind: 'rendering', membership_id: paul.membership_id, name: 'Adeyemi', first_name: 'Paul', npi: '1245319599' } }));
  });
  it('takes a default provider back', async () => {
    const { user, sent } = openSetup();
    const card = await screen.findByRole('region', { name: 'Who sends to whom' });
    await user.click(await within(card).findByRole('button', { name: /Billing provider on claims/ }));
    await user.click(screen.getByRole('option', { name: 'None chosen' }));
    await user.click(within(card).getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(sent.at(-1)).toMatchObject({ path: 'claim-settings/', body: { billing_provider_id: '' } }));
  });
  it('saves who sends to whom', async () => {
    const { user, sent } = openSetup();
    await user.click(await screen.findByRole('radio', { name: 'Production' }));
    const card = screen.getByRole('region', { name: 'Who sends to whom' });
    await user.click(within(card).getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(sent.at(-1)).toMatchObject({ path: 'claim-settings/', body: { usage: 'P', sender_id: 'RIVERBEND' } }));
  });
  it('asks nothing of who may only read', async () => {
    openSetup({ permissions: ['billing.read'] });
    expect(await screen.findByRole('rowheader', { name: 'Medicare Texas' })).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: 'Add a payer' })).not.toBeInTheDocument();
    expect(screen.queryByRole('button', { name: 'Choose the file' })).not.toBeInTheDocument();
  });
  it('says what to do when there is nothing yet', async () => {
    openSetup({ payers: [] });
    expect(await screen.findByText('No payer yet')).toBeInTheDocument();
  });
  it('is not for a nurse', async () => {
    world.me = makeUser('nurse', { permissions: ['triage.read'] });
    renderAt('/billing/setup');
    expect(await screen.findByRole('alert')).toHaveTextContent('Your role does not include it');
  });
  it('passes an automatic accessibility check', async () => {
    const { container } = openSetup();
    await screen.findByRole('rowheader', { name: /PPRRVU2026/ });
    await screen.findByRole('radio', { name: 'Production' });
    await expectAccessible(container);
  });
});

describe('fee files', () => {
  const choose = async (user: ReturnType<typeof openSetup>['user'], container: HTMLElement) => {
    await screen.findByRole('button', { name: 'Choose the file' });
    await user.upload(container.querySelector<HTMLInputElement>('input[type=file]')!, new File(['x'], 'PPRRVU2025.csv', { type: 'text/csv' }));
  };
  it('shows every line and reason of a refused file', async () => {
    const { user, container } = openSetup();
    server.use(http.post('*/api/v1/billing/fee-files/', () => HttpResponse.json({ code: 'invalid', detail: 'The file is refused.', fields: { file: ['line 6: work of 99457 is no number', 'line 9: 99454 stands twice'] } }, { status: 400 })));
    await choose(user, container);
    const refused = await screen.findByRole('group', { name: /PPRRVU2025.csv was refused whole/ });
    expect(within(refused).getAllByRole('listitem').map((item) => item.textContent)).toEqual(['line 6: work of 99457 is no number', 'line 9: 99454 stands twice']);
  });
  it('sends what the file is and says that it was there already', async () => {
    const { user, container } = openSetup();
    let body = '';
    server.use(http.post('*/api/v1/billing/fee-files/', async ({ request }) => {
      body = await request.text();
      return HttpResponse.json({ ...FILE, duplicate: true });
    }));
    await choose(user, container);
    expect((await screen.findAllByText('PPRRVU2025.csv was there already; nothing was stored.')).length).toBeGreaterThan(0);
    expect(body).toMatch(/name="kind"\r\n\r\nrvu/);
    expect(body).toMatch(/name="year"\r\n\r\n\d{4}/);
    expect(body).not.toMatch(/name="payer_id"/);
  });
  it('is confirmed, and withdrawn with a reason', async () => {
    const { user, sent } = openSetup();
    await user.click(await screen.findByRole('button', { name: 'Compared with its source: PPRRVU2026_Oct.csv' }));
    await waitFor(() => expect(sent.at(-1)?.path).toBe('fee-files/:id/confirm/'));
    await user.click(screen.getByRole('button', { name: 'Withdraw PPRRVU2026_Oct.csv' }));
    await user.type(await screen.findByRole('textbox', { name: /Reason/ }), 'Wrong quarter');
    await user.click(screen.getByRole('button', { name: 'Confirm' }));
    await waitFor(() => expect(sent.at(-1)).toMatchObject({ path: 'fee-files/:id/withdraw/', body: { reason: 'Wrong quarter' } }));
  });
});
