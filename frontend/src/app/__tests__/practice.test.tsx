import { screen, waitFor, within } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { describe, expect, it } from 'vitest';
import { expectAccessible, renderAt } from '@/testing/render';
import { ALL_PERMISSIONS, makeUser } from '@/testing/world';
import { server, world } from '@/testing/server';

const RECORD = '0190a001-0000-7000-8000-000000000001';
const member = (id: number, first_name: string, role: string, change: object = {}) => ({
  id, uuid: `m${id}`, membership_id: `mm${id}`, email: `${first_name.toLowerCase()}@example.org`, first_name, last_name: 'Example', role, patient_id: null, is_active: true, is_2fa_enabled: true, has_password: true,
  locked_until: null, created_at: '2026-01-05T15:00:00Z', ended_at: null, credentials: [], ...change,
});
const CREDENTIAL = { id: 'c1', profession: 'rn', npi: '', licence_number: 'L1', licence_state: 'TX', valid_from: '2026-01-01', valid_to: null };
const PEOPLE = [member(7, 'Nora', 'nurse', { credentials: [CREDENTIAL] }), member(20, 'Pat', 'patient'), member(21, 'Tied', 'patient', { patient_id: RECORD }), member(22, 'Gone', 'ma', { is_active: false })];

function open(path = '/practice/users') {
  world.me = makeUser('admin', { id: 13, permissions: ALL_PERMISSIONS });
  const sent: { method: string; path: string; body: unknown }[] = [];
  const take = (method: 'post' | 'patch') => http[method]('*/api/v1/practice/users/*', async ({ request }) => {
    sent.push({ method, path: new URL(request.url).pathname.replace(/.*users/, ''), body: await request.json() });
    return HttpResponse.json(PEOPLE[0]);
  });
  server.use(
    http.get('*/api/v1/practice/users/', () => HttpResponse.json({ count: 4, next: null, previous: null, results: PEOPLE })),
    http.get('*/api/v1/patients/', () => HttpResponse.json({ count: 1, next: null, previous: null, results: [{ id: RECORD, first_name: 'Ana', last_name: 'Ruiz', mrn: 'MRN-00001' }] })),
    take('patch'), take('post'),
  );
  return { ...renderAt(path), sent };
}

async function choose(user: ReturnType<typeof open>['user'], name: string, act: string) {
  await user.click(await screen.findByRole('button', { name: `Actions for ${name} Example` }));
  await user.click(await screen.findByRole('menuitem', { name: act }));
}

describe('the people of a practice', () => {
  it('says which patient account has no record, and leads to the record of one that has', async () => {
    open();
    expect(await screen.findByRole('row', { name: /Pat Example.*no record yet/ })).toBeInTheDocument();
    expect(within(screen.getByRole('row', { name: /Tied Example/ })).getByRole('link', { name: 'record' })).toHaveAttribute('href', `/patients/${RECORD}`);
  });
  it('ties a patient account to a record found by name', async () => {
    const { user, sent } = open();
    await choose(user, 'Pat', 'Own record');
    const dialog = await screen.findByRole('dialog', { name: 'Own record: Pat Example' });
    expect(within(dialog).getByRole('button', { name: 'Tie to this record' })).toBeDisabled();
    await user.type(within(dialog).getByRole('textbox', { name: 'Patient' }), 'Rui');
    await user.click(await within(dialog).findByRole('button', { name: /Ana Ruiz/ }));
    await user.click(within(dialog).getByRole('button', { name: 'Tie to this record' }));
    await waitFor(() => expect(sent).toEqual([{ method: 'patch', path: '/20/', body: { patient_id: RECORD } }]));
  });
  it('unties one', async () => {
    const { user, sent } = open();
    await choose(user, 'Tied', 'Own record');
    await user.click(await screen.findByRole('button', { name: 'Untie' }));
    await waitFor(() => expect(sent).toEqual([{ method: 'patch', path: '/21/', body: { patient_id: null } }]));
  });
  it('says why a record cannot be tied', async () => {
    const { user } = open();
    server.use(http.patch('*/api/v1/practice/users/*', () => HttpResponse.json({ detail: 'This record has an account.', code: 'conflict' }, { status: 409 })));
    await choose(user, 'Tied', 'Own record');
    await user.click(await screen.findByRole('button', { name: 'Untie' }));
    expect(await screen.findByRole('alert')).toHaveTextContent('This record has an account.');
  });
  it('invites a patient with the record', async () => {
    const { user, sent } = open();
    server.use(http.post('*/api/v1/practice/users/', async ({ request }) => { sent.push({ method: 'post', path: '/', body: await request.json() }); return HttpResponse.json(PEOPLE[1], { status: 201 }); }));
    await user.click(await screen.findByRole('button', { name: 'Invite a user' }));
    const dialog = await screen.findByRole('dialog', { name: 'Invite a user' });
    await user.type(within(dialog).getByRole('textbox', { name: /E-mail/ }), 'new@example.org');
    await user.type(within(dialog).getByRole('textbox', { name: /First name/ }), 'Ana');
    await user.type(within(dialog).getByRole('textbox', { name: /Last name/ }), 'Ruiz');
    expect(within(dialog).queryByRole('textbox', { name: 'Patient' })).not.toBeInTheDocument();
    await user.click(within(dialog).getByRole('button', { name: /Role/ }));
    await user.click(screen.getByRole('option', { name: 'Patient' }));
    await user.type(within(dialog).getByRole('textbox', { name: 'Patient' }), 'Rui');
    await user.click(await within(dialog).findByRole('button', { name: /Ana Ruiz/ }));
    await user.click(within(dialog).getByRole('button', { name: 'Send the invitation' }));
    await waitFor(() => expect(sent.at(-1)?.body).toMatchObject({ role: 'patient', patient_id: RECORD }));
  });
  it('writes down a profession and ends one', async () => {
    const { user, sent } = open();
    expect(await screen.findByRole('row', { name: /Nora Example.*Registered nurse/ })).toBeInTheDocument();
    await choose(user, 'Nora', 'Professions');
    const dialog = await screen.findByRole('dialog', { name: 'Professions: Nora Example' });
    await user.type(within(dialog).getByRole('textbox', { name: 'State of the licence' }), 'tx');
    await user.click(within(dialog).getByRole('button', { name: 'Add a profession' }));
    await waitFor(() => expect(sent.at(-1)).toMatchObject({ path: '/7/credentials/', body: { profession: 'rn', licence_state: 'TX' } }));
    await user.click(within(dialog).getByRole('button', { name: 'End Registered nurse' }));
    await user.click(within(dialog).getByRole('button', { name: 'End Registered nurse' }));
    await waitFor(() => expect(sent.at(-1)).toMatchObject({ path: '/7/credentials/c1/end/' }));
  });
  it('lets somebody back in', async () => {
    const { user, sent } = open();
    await choose(user, 'Gone', 'Activate again');
    await user.click(await screen.findByRole('button', { name: 'Confirm' }));
    await waitFor(() => expect(sent).toEqual([{ method: 'patch', path: '/22/', body: { is_active: true } }]));
  });
  it('passes an automatic accessibility check', async () => {
    const { user, container } = open();
    await choose(user, 'Nora', 'Professions');
    await screen.findByRole('dialog');
    await expectAccessible(container.ownerDocument.body);
  });
});

describe('the limits of time keeping', () => {
  const LIMITS = { idle_seconds: 300, call_idle_seconds: 1800, lost_seconds: 180, day_hold_hours: 16 };
  it('shows minutes and sends seconds', async () => {
    const { user } = open('/practice/time');
    let body: unknown;
    server.use(
      http.get('*/api/v1/billing/time/limits/', () => HttpResponse.json(LIMITS)),
      http.patch('*/api/v1/billing/time/limits/', async ({ request }) => { body = await request.json(); return HttpResponse.json({ ...LIMITS, idle_seconds: 150 }); }),
    );
    const idle = await screen.findByRole('textbox', { name: /without activity/ });
    expect(idle).toHaveValue('5');
    await user.clear(idle);
    await user.type(idle, '2.5');
    await user.click(screen.getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(body).toEqual({ ...LIMITS, idle_seconds: 150 }));
  });
  it('only shows them to who does not manage the practice', async () => {
    const view = open('/practice/time');
    world.me = makeUser('nurse');
    server.use(http.get('*/api/v1/billing/time/limits/', () => HttpResponse.json(LIMITS)));
    view.unmount();
    renderAt('/practice/time');
    expect(await screen.findByRole('textbox', { name: /without activity/ })).toBeDisabled();
    expect(screen.queryByRole('button', { name: 'Save' })).not.toBeInTheDocument();
  });
});
