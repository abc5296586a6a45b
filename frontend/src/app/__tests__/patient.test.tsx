import { screen, waitFor, within } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { describe, expect, it } from 'vitest';
import { expectAccessible, renderAt } from '@/testing/render';
import { makeUser } from '@/testing/world';
import { server, world } from '@/testing/server';

const item = () => world.items[0]!;
const at = (tab = '') => `/patients/${item().patient_id}${tab}`;

describe('the patient page', () => {
  it('says who it is, how they are and why, with times in the patient’s zone', async () => {
    const { container } = renderAt(at());
    expect(await screen.findByRole('heading', { level: 1, name: item().patient_name })).toBeInTheDocument();
    expect(screen.getByText('4 alerts in the last 7 days')).toBeInTheDocument();
    expect(screen.getByText('191/111 mmHg')).toBeInTheDocument();
    expect(screen.getAllByText(/E[SD]T$/).length).toBeGreaterThan(1);
    await screen.findByRole('article');
    await expectAccessible(container);
  });
  it('shows every step of an alert on request, with who and when', async () => {
    const { user } = renderAt(at());
    await user.click(await screen.findByRole('button', { name: 'Show every step' }));
    expect(await screen.findByText(/by System/)).toBeInTheDocument();
  });
  it('says since when an alert is held and what is left for resolving it, or that it is over', async () => {
    const alert = world.alerts.find((one) => one.patient_id === item().patient_id)!;
    const from = (minutes: number) => new Date(Date.now() + minutes * 60_000).toISOString();
    Object.assign(alert, { state: 'acknowledged', claimed_by: 9, claimed_by_name: 'Paul Adeyemi', held_since: from(-90), resolve_by: from(150.5) });
    const { unmount } = renderAt(at('/alerts'));
    expect(await screen.findByText(/Held since/)).toBeInTheDocument();
    expect(screen.getByText(/2h 30m left to resolve/)).toBeInTheDocument();
    unmount();
    Object.assign(alert, { resolve_by: from(-61) });
    renderAt(at('/alerts'));
    expect(await screen.findByText(/1h 01m past the time for resolving/)).toBeInTheDocument();
  });
  it('of another practice is not found', async () => {
    renderAt('/patients/0190a001-0000-7000-8000-00000000ffff');
    expect(await screen.findByText(/belongs to another practice/)).toBeInTheDocument();
  });
  it('hides the parts a role may not see', async () => {
    world.me = makeUser('ma', { permissions: ['patient.read', 'reading.read'] });
    renderAt(at('/thresholds'));
    expect(await screen.findByText('You do not have access to this')).toBeInTheDocument();
    expect(screen.queryByRole('link', { name: 'Thresholds' })).not.toBeInTheDocument();
    expect(screen.getByRole('link', { name: 'Vitals' })).toBeInTheDocument();
  });
});

describe('the title of the window', () => {
  it('names the patient and the part', async () => {
    renderAt(at('/alerts'));
    await waitFor(() => expect(document.title).toBe(`Alerts · ${item().patient_name} · Vantrexia`));
  });
  it.each([
    ['an address that leads nowhere', '/nowhere', 'Not found'],
    ['a screen the role may not see', '/audit', 'You do not have access to this'],
    ['a patient who is not there', '/patients/0190a001-0000-7000-8000-00000000ffff', 'Patient'],
  ])('is never that of the screen before: %s', async (_, path, title) => {
    world.me = makeUser('nurse', { permissions: ['patient.read'] });
    document.title = 'Worklist · Vantrexia';
    renderAt(path);
    expect(await screen.findByRole('heading', { level: 1, name: title })).toBeInTheDocument();
    expect(document.title).toBe(`${title} · Vantrexia`);
  });
});

describe('a form somebody leaves', () => {
  it('asks before what was written is lost, and goes on when it may', async () => {
    const { user, router } = renderAt(`${at()}/edit`);
    const name = await screen.findByRole('textbox', { name: /First name/ });
    await user.type(name, 'x');
    await user.click(screen.getByRole('link', { name: 'Patients' }));
    const asking = await screen.findByRole('alertdialog', { name: 'Leave without saving?' });
    await user.click(within(asking).getByRole('button', { name: 'Go on writing' }));
    await waitFor(() => expect(asking).not.toBeInTheDocument());
    expect(name).toHaveValue(`${item().patient_name.split(' ')[0]}x`);
    await user.click(screen.getByRole('link', { name: 'Patients' }));
    await user.click(await screen.findByRole('button', { name: 'Leave without saving' }));
    await waitFor(() => expect(router.state.location.pathname).toBe('/patients'));
  });
  it('does not ask when nothing was written, nor when it was saved', async () => {
    const { user, router } = renderAt(`${at()}/edit`);
    await screen.findByRole('textbox', { name: /First name/ });
    await user.click(screen.getByRole('link', { name: 'Patients' }));
    // Seen, not only gone to: the router is there before the screen is, and the old form would still be found.
    await screen.findByRole('heading', { level: 1, name: 'Patients' });
    server.use(http.patch('*/api/v1/patients/:id/', () => HttpResponse.json({})));
    await router.navigate(`${at()}/edit`);
    await user.type(await screen.findByRole('textbox', { name: /First name/ }), 'x');
    await user.click(screen.getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(router.state.location.pathname).toBe(at()));
  });
});

describe('vitals', () => {
  it('are drawn with a summary in words, and the same numbers as a table', async () => {
    const { user, container } = renderAt(at('/vitals'));
    expect(await screen.findByRole('figure', { name: /Systolic over 30 days: \d+ readings, lowest \d+, highest \d+ mmHg/ })).toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: 'Show as table' }));
    const table = await screen.findByRole('table', { name: 'Systolic, 30 days' });
    expect(within(table).getAllByRole('row').length).toBeGreaterThan(20);
    expect(within(table).getAllByText(/mmHg$/).length).toBeGreaterThan(20);
    expect(screen.getByText(/patient’s zone, America\/New_York/)).toBeInTheDocument();
    await expectAccessible(container);
  });
  it('over a long range come per day, lowest, mean and highest', async () => {
    const { user } = renderAt(at('/vitals'));
    await user.click(await screen.findByRole('radio', { name: '90 days' }));
    await user.click(screen.getByRole('button', { name: 'Show as table' }));
    const table = await screen.findByRole('table', { name: 'Systolic, 90 days' });
    expect(within(table).getByRole('columnheader', { name: 'Lowest' })).toBeInTheDocument();
  });
  it('say so when there are none', async () => {
    server.use(http.get('*/api/v1/patients/:id/series/', () => HttpResponse.json({ zone: 'America/New_York', vitals: {}, thresholds: [] })));
    renderAt(at('/vitals'));
    expect(await screen.findByText('No readings in this range')).toBeInTheDocument();
  });
});

describe('correcting a reading', () => {
  async function openCorrection() {
    const { user } = renderAt(at('/vitals'));
    await user.click(await screen.findByRole('button', { name: 'Show as table' }));
    const table = await screen.findByRole('table', { name: 'Systolic, 30 days' });
    await user.click(within(table).getAllByRole('button', { name: /Correct the reading/ })[0]!);
    const dialog = await screen.findByRole('dialog', { name: 'Correct a reading' });
    await within(dialog).findByLabelText(/Systolic/);
    return { user, dialog };
  }
  it('amends the value with a reason, in canonical units', async () => {
    let sent: unknown = null;
    server.use(http.post('*/api/v1/observations/:id/correct/', async ({ request }) => {
      sent = await request.json();
      return HttpResponse.json({});
    }));
    const { user, dialog } = await openCorrection();
    await expectAccessible(dialog);
    const field = within(dialog).getByLabelText(/Systolic/);
    await user.clear(field);
    await user.type(field, '149');
    await user.type(within(dialog).getByLabelText(/Reason/), 'Digits swapped');
    await user.click(within(dialog).getByRole('button', { name: 'Correct' }));
    await waitFor(() => expect(sent).toEqual({ action: 'amend', reason: 'Digits swapped', values: { systolic: 149, diastolic: 111, pulse: 78 } }));
    expect(await screen.findByText('The reading has been corrected.')).toBeInTheDocument();
  });
  it('can give it to the person who really measured', async () => {
    let sent: unknown = null;
    server.use(http.post('*/api/v1/observations/:id/correct/', async ({ request }) => {
      sent = await request.json();
      return HttpResponse.json({});
    }));
    const other = world.people.find((person) => person.id !== item().patient_id)!;
    const { user, dialog } = await openCorrection();
    await user.click(within(dialog).getByRole('radio', { name: /Somebody else measured/ }));
    await user.type(within(dialog).getByLabelText(/Right patient/), other.mrn);
    // Nobody chosen: the server would refuse it.
    expect(within(dialog).getByRole('button', { name: 'Correct' })).toBeDisabled();
    await user.click(await within(dialog).findByRole('button', { name: new RegExp(other.mrn) }));
    await user.type(within(dialog).getByLabelText(/Reason/), 'Her husband');
    await user.click(within(dialog).getByRole('button', { name: 'Correct' }));
    await waitFor(() => expect(sent).toEqual({ action: 'wrong_person', reason: 'Her husband', patient_id: other.id }));
  });
  it('is not offered to a role that may not', async () => {
    world.me = makeUser('ma', { permissions: ['patient.read', 'reading.read'] });
    const { user } = renderAt(at('/vitals'));
    await user.click(await screen.findByRole('button', { name: 'Show as table' }));
    await screen.findByRole('table', { name: 'Systolic, 30 days' });
    expect(screen.queryByRole('button', { name: /Correct the reading/ })).not.toBeInTheDocument();
  });
});

describe('thresholds', () => {
  it('show where each value comes from, and what no guideline states', async () => {
    const { container } = renderAt(at('/thresholds'));
    const table = await screen.findByRole('table', { name: 'In force' });
    expect(within(table).getByRole('row', { name: /Systolic/ })).toHaveTextContent('AHA/ACC High Blood Pressure Guideline');
    expect(within(table).getByRole('row', { name: /SpO₂/ })).toHaveTextContent('Not verified');
    await expectAccessible(container);
  });
  it('of a patient start from the practice’s and replace a vital as a whole', async () => {
    const { user } = renderAt(at('/thresholds'));
    await user.click(await screen.findByRole('button', { name: 'Edit thresholds' }));
    const dialog = await screen.findByRole('dialog', { name: 'Edit thresholds' });
    await user.click(await within(dialog).findByRole('button', { name: 'Systolic: Set own' }));
    const field = within(dialog).getByLabelText('Systolic, Warning high');
    expect(field).toHaveValue('140');
    await user.clear(field);
    await user.type(field, '150');
    await user.type(within(dialog).getByLabelText(/Note/), 'On new medication');
    await user.click(within(dialog).getByRole('button', { name: 'Save' }));
    const row = await screen.findByRole('row', { name: /Systolic.*150\smmHg.*Set for this patient/ });
    expect(row).toHaveTextContent('180 mmHg');
    expect(screen.getByText('On new medication')).toBeInTheDocument();
    expect(screen.getByRole('row', { name: /Diastolic/ })).not.toHaveTextContent('Set for this patient');
  });
  it('cannot be edited by a nurse', async () => {
    world.me = makeUser('nurse');
    renderAt(at('/thresholds'));
    await screen.findByRole('table', { name: 'In force' });
    expect(screen.queryByRole('button', { name: 'Edit thresholds' })).not.toBeInTheDocument();
    expect(screen.getByText(/set by a licensed clinician/)).toBeInTheDocument();
  });
});
