import { screen, waitFor, within } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { describe, expect, it } from 'vitest';
import { setStreamStatus } from '@/api/live';
import { writePreference } from '@/lib/preferences';
import { expectAccessible, renderAt } from '@/testing/render';
import { makeUser, NURSE_PERMISSIONS } from '@/testing/world';
import { server, world } from '@/testing/server';
import { alertOf, first, LIST, openWorklist } from '@/testing/worklist';

describe('the worklist', () => {
  it('ranks patients as the server does and prints every value with its unit', async () => {
    const { grid } = await openWorklist();
    const names = within(grid).getAllByRole('row').slice(1).map((row) => row.getAttribute('aria-label'));
    expect(names.slice(0, 3)).toEqual(world.items.slice(0, 3).map((item) => `${item.patient_name}, Critical`));
    expect(within(grid).getAllByText(/^191\/111 mmHg$/)).toHaveLength(1);
  });
  it('says the level in words, not by colour alone', async () => {
    const { row } = await openWorklist();
    expect(within(row(new RegExp(first().patient_name))).getByText('Critical')).toBeInTheDocument();
  });
  it('counts each level and how it moved', async () => {
    await openWorklist();
    // Whether a hidden comma keeps its space in the name is up to the browser's style sheet, which is not loaded here.
    const card = await screen.findByRole('button', { name: /^Critical: ?4, ?more than 24 h ago \(was 3\)$/ });
    expect(card).toHaveAttribute('aria-pressed', 'false');
  });
  it('filters by level at the press of a card, and by key', async () => {
    const { user, grid, router } = await openWorklist();
    await user.click(await screen.findByRole('button', { name: /^Warning/ }));
    await waitFor(() => expect(within(grid).getAllByRole('row')).toHaveLength(1 + 9));
    await user.keyboard('3');
    await waitFor(() => expect(within(screen.getByRole('grid')).getAllByRole('row')).toHaveLength(1 + world.items.filter((item) => item.risk_level === 'no_data').length));
    expect(router.state.location.search).toBe('?risk_level=no_data');
    await user.keyboard('3');
    await waitFor(() => expect(router.state.location.search).toBe(''));
  });
  it('passes an automatic accessibility check', async () => {
    const { container } = await openWorklist();
    await screen.findByText('Why this level');
    await expectAccessible(container);
  });
});

describe('by keyboard', () => {
  it('j and k move the focus from row to row, Enter opens the patient', async () => {
    const { user, row, router } = await openWorklist();
    await user.keyboard('j');
    expect(row(new RegExp(first().patient_name))).toHaveFocus();
    await user.keyboard('jjk');
    expect(row(new RegExp(world.items[1]!.patient_name))).toHaveFocus();
    await user.keyboard('{Enter}');
    await waitFor(() => expect(router.state.location.pathname).toBe(`/patients/${world.items[1]!.patient_id}`));
  });
  it('a acknowledges after a confirmation, and the row shows it', async () => {
    const { user, row } = await openWorklist();
    await user.keyboard('ja');
    const dialog = await screen.findByRole('dialog', { name: 'Acknowledge this alert?' });
    expect(within(dialog).getByText(first().patient_name)).toBeInTheDocument();
    await user.type(within(dialog).getByLabelText(/Comment/), 'Calling her now');
    await user.click(within(dialog).getByRole('button', { name: 'Acknowledge' }));
    await waitFor(() => expect(within(row(new RegExp(first().patient_name))).getByText('Acknowledged')).toBeInTheDocument());
    expect(alertOf(first().patient_id).history.at(-1)).toMatchObject({ action: 'acknowledged', comment: 'Calling her now' });
  });
  it('c claims at once, and c again lets go', async () => {
    const { user, row } = await openWorklist();
    await user.keyboard('jc');
    await waitFor(() => expect(within(row(new RegExp(first().patient_name))).getByText('Claimed by you')).toBeInTheDocument());
    await waitFor(() => expect(alertOf(first().patient_id).claimed_by).toBe(world.me.id));
    await screen.findByText('Alert claimed.');
    await new Promise((resolve) => setTimeout(resolve, 2_100)); // what is allowed is asked anew after two seconds
    await user.keyboard('c');
    await waitFor(() => expect(alertOf(first().patient_id).claimed_by).toBeNull());
  });
  it('r says what is possible when the alert cannot be resolved yet', async () => {
    const { user } = await openWorklist();
    await user.keyboard('jr');
    expect(await screen.findByText(/Possible now: Claim, Acknowledge, Comment, Escalate/)).toBeInTheDocument();
    expect(screen.queryByRole('dialog', { name: 'Resolve this alert' })).not.toBeInTheDocument();
  });
  it('e escalates with a reason, a role and STAT', async () => {
    let sent: unknown = null;
    server.use(http.post('*/api/v1/triage/alerts/:id/escalate/', async ({ request }) => {
      sent = await request.json();
      return HttpResponse.json(alertOf(first().patient_id));
    }));
    const { user } = await openWorklist();
    await user.keyboard('je');
    const dialog = await screen.findByRole('dialog', { name: 'Escalate this alert' });
    await user.click(within(dialog).getByLabelText(/STAT/));
    await user.type(within(dialog).getByLabelText(/Reason/), 'Chest pain');
    await user.click(within(dialog).getByRole('button', { name: 'Escalate' }));
    await waitFor(() => expect(sent).toEqual({ reason: 'Chest pain', to_role: 'provider', stat: true }));
  });
  it('? shows the keys, and the keys rest while it is open', async () => {
    const { user } = await openWorklist();
    await user.keyboard('?');
    const dialog = await screen.findByRole('dialog', { name: 'Keyboard shortcuts' });
    await user.keyboard('a');
    expect(screen.queryByRole('dialog', { name: 'Acknowledge this alert?' })).not.toBeInTheDocument();
    await expectAccessible(dialog);
    await user.keyboard('{Escape}');
    await waitFor(() => expect(dialog).not.toBeInTheDocument());
  });
  it('rests when the person has switched shortcuts off', async () => {
    writePreference('shortcuts', 'off');
    const { user } = await openWorklist();
    await user.keyboard('?ja');
    expect(screen.queryByRole('dialog')).not.toBeInTheDocument();
  });
});


describe('the four states', () => {
  it('loading', async () => {
    server.use(http.get(LIST, () => new Promise<never>(() => undefined)));
    renderAt('/worklist');
    expect(await screen.findByRole('status', { name: 'Loading…' })).toBeInTheDocument();
  });
  it('empty, with the way back from a filter', async () => {
    world.items = [];
    const { user, router } = renderAt('/worklist?risk_level=critical');
    expect(await screen.findByText('No patient matches this filter.')).toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: 'Clear the filter' }));
    await waitFor(() => expect(router.state.location.search).toBe(''));
  });
  it('error, with a second try', async () => {
    server.use(http.get(LIST, () => HttpResponse.json({ code: 'server_error', detail: 'Something went wrong. Reference 42.' }, { status: 500 }), { once: true }));
    const { user } = renderAt('/worklist');
    expect(await screen.findByRole('alert')).toHaveTextContent('Reference 42');
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByRole('grid', { name: 'Worklist' })).toBeInTheDocument();
  });
  it('forbidden', async () => {
    world.me = makeUser('billing_manager', { permissions: ['billing.read'] });
    renderAt('/worklist');
    expect(await screen.findByText('You do not have access to this')).toBeInTheDocument();
    expect(screen.queryByRole('link', { name: 'Worklist' })).not.toBeInTheDocument();
  });
  it('keeps the list and says so when a refresh fails', async () => {
    const { client, grid } = await openWorklist();
    server.use(http.get(LIST, () => HttpResponse.json({}, { status: 500 })));
    void client.invalidateQueries();
    expect(await screen.findByText(/Could not refresh/)).toBeInTheDocument();
    expect(grid).toBeInTheDocument();
  });
});

describe('a list that is not live', () => {
  it('says since when', async () => {
    // Without the stream's permission nothing but this test says how live the screen is.
    world.me = makeUser('nurse', { permissions: NURSE_PERMISSIONS.filter((name) => name !== 'stream.read') });
    await openWorklist();
    setStreamStatus({ state: 'down', lastHeardAt: Date.now() - 120_000, retryAt: Date.now() + 9_000 });
    expect(await screen.findByText(/Last updated 2 min. ago/)).toBeInTheDocument();
    expect(screen.getAllByText('Not live').length).toBeGreaterThan(0);
  });
});
