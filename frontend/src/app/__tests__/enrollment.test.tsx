import { screen, waitFor, within } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { describe, expect, it } from 'vitest';
import type { Schemas } from '@/api/types';
import { expectAccessible, renderAt } from '@/testing/render';
import { makeUser } from '@/testing/world';
import { server, world } from '@/testing/server';

const address = () => `/patients/${world.items[0]!.patient_id}/enrollment`;

async function endMonitoring() {
  const view = renderAt(address());
  await view.user.click(await screen.findByRole('button', { name: 'End monitoring' }));
  const dialog = await screen.findByRole('dialog', { name: 'End monitoring' });
  await view.user.click(within(dialog).getByRole('button', { name: /Reason/ }));
  await view.user.click(await screen.findByRole('option', { name: 'The patient asked' }));
  await view.user.click(within(await screen.findByRole('dialog', { name: 'End monitoring' })).getByRole('button', { name: 'End monitoring' }));
  await screen.findByText('Not monitored');
  return view;
}

describe('the monitoring of a patient', () => {
  it('says what it rests on', async () => {
    const { container } = renderAt(address());
    expect(await screen.findByText(/By Elena Ruiz \(NPI 1234567893\)/)).toBeInTheDocument();
    expect(screen.getByText('I10')).toBeInTheDocument();
    expect(await screen.findByText(/Blood pressure: 2 times a day, 7 days a week/)).toBeInTheDocument();
    expect(screen.getByText(/that a share of the cost may be theirs/)).toBeInTheDocument();
    expect(await screen.findByText('No set-up noted')).toBeInTheDocument();
    await expectAccessible(container);
  });

  it('ends for a reason, and begins again with an order, a consent and a plan', async () => {
    const { user } = await endMonitoring();
    expect(within(await screen.findByRole('table', { name: 'Earlier monitoring' })).getByText('The patient asked')).toBeInTheDocument();
    let sent: Schemas['EnrollInputRequest'] | null = null;
    server.events.on('request:start', ({ request }) => {
      if (request.url.endsWith('/enroll/')) void request.clone().json().then((body) => { sent = body as Schemas['EnrollInputRequest']; });
    });
    // Nothing a patient agrees to is ticked beforehand.
    for (const name of ['Billing', 'Text messages', 'that they may stop at any time']) expect(screen.getByRole('checkbox', { name })).not.toBeChecked();
    await user.click(screen.getByRole('button', { name: 'Begin monitoring' }));
    expect(await screen.findAllByText('Please fill this in.')).toHaveLength(3);
    expect(sent).toBeNull();
    await user.type(screen.getByRole('textbox', { name: /Ordered by/ }), 'Elena Ruiz');
    await user.type(screen.getByRole('textbox', { name: /NPI of who ordered/ }), '12345');
    await user.type(screen.getByRole('textbox', { name: /Diagnoses/ }), 'i10; e11.9');
    await user.click(screen.getByRole('checkbox', { name: 'Weight' }));
    await user.click(screen.getByRole('checkbox', { name: 'that they may stop at any time' }));
    const weight = screen.getByRole('group', { name: 'Weight' });
    await user.clear(within(weight).getByRole('textbox', { name: /Days a week/ }));
    await user.type(within(weight).getByRole('textbox', { name: /Days a week/ }), '3');
    await user.click(screen.getByRole('button', { name: 'Begin monitoring' }));
    expect(await screen.findByText(/its check digit does not fit/)).toBeInTheDocument();
    expect(screen.getByRole('textbox', { name: /Diagnoses/ })).toHaveValue('i10; e11.9');
    await user.clear(screen.getByRole('textbox', { name: /NPI of who ordered/ }));
    await user.type(screen.getByRole('textbox', { name: /NPI of who ordered/ }), '1234567893');
    await user.click(screen.getByRole('button', { name: 'Begin monitoring' }));
    expect(await screen.findByText(/Weight: once a day, 3 days a week/)).toBeInTheDocument();
    expect(sent).toMatchObject({
      order: { ordered_by_name: 'Elena Ruiz', ordering_npi: '1234567893', vitals: ['blood_pressure', 'weight'], diagnoses: ['I10', 'E11.9'] },
      consent: { method: 'verbal', scopes: ['monitoring'], notices: ['right_to_stop'] },
      episode: { start_reason: 'reenrolled' },
      plans: [{ kind: 'blood_pressure', times_per_day: 1, days_per_week: 7 }, { kind: 'weight', times_per_day: 1, days_per_week: 3 }],
    });
  });

  it('says that withdrawing the last consent ends it, and does', async () => {
    const { user } = renderAt(address());
    await user.click(await screen.findByRole('button', { name: /Withdraw the consent/ }));
    const dialog = await screen.findByRole('dialog', { name: 'Withdraw' });
    expect(dialog).toHaveTextContent('No other covers monitoring: it ends now.');
    await user.click(within(dialog).getByRole('button', { name: 'Withdraw' }));
    expect(await screen.findByText('Not monitored')).toBeInTheDocument();
    expect(within(await screen.findByRole('table', { name: 'Earlier monitoring' })).getByText('Consent withdrawn')).toBeInTheDocument();
  });

  it('takes a set-up with the minutes taught', async () => {
    const { user } = renderAt(address());
    await user.click(await screen.findByRole('button', { name: 'Note a set-up' }));
    const dialog = await screen.findByRole('dialog', { name: 'Note a set-up' });
    await user.click(within(dialog).getByRole('button', { name: /Device/ }));
    await user.click((await screen.findAllByRole('option'))[0]!);
    const again = await screen.findByRole('dialog', { name: 'Note a set-up' });
    await user.type(within(again).getByRole('textbox', { name: /Minutes of education/ }), 'many');
    await user.click(within(again).getByRole('button', { name: 'Save' }));
    expect(again).toHaveTextContent(/number/i);
    await user.clear(within(again).getByRole('textbox', { name: /Minutes of education/ }));
    await user.type(within(again).getByRole('textbox', { name: /Minutes of education/ }), '22,5');
    await user.click(within(again).getByRole('button', { name: 'Save' }));
    const table = await screen.findByRole('table', { name: 'Set-up and education' });
    expect(within(table).getByText('22.5')).toBeInTheDocument();
  });

  it('is only read by a role that may not enrol', async () => {
    world.me = makeUser('admin', { permissions: ['patient.read', 'enrollment.read'] });
    renderAt(address());
    expect(await screen.findByText(/Elena Ruiz/)).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: 'End monitoring' })).toBeNull();
    expect(screen.queryByRole('button', { name: /Withdraw/ })).toBeNull();
    expect(screen.queryByRole('button', { name: 'Note a set-up' })).toBeNull();
  });

  it('keeps what was typed when the server refuses, and says why', async () => {
    const { user, container } = await endMonitoring();
    await expectAccessible(container);
    server.use(http.post('*/api/v1/patients/:id/enroll/', () => HttpResponse.json({ detail: 'This patient is archived or has died.', code: 'conflict' }, { status: 409 })));
    await user.type(screen.getByRole('textbox', { name: /Ordered by/ }), 'Elena Ruiz');
    await user.type(screen.getByRole('textbox', { name: /NPI of who ordered/ }), '1234567893');
    await user.type(screen.getByRole('textbox', { name: /Diagnoses/ }), 'I10');
    await user.click(screen.getByRole('button', { name: 'Begin monitoring' }));
    expect(await screen.findByText('This patient is archived or has died.')).toBeInTheDocument();
    await waitFor(() => expect(screen.getByRole('textbox', { name: /Diagnoses/ })).toHaveValue('I10'));
  });

  it('says that something could not be had instead of that it is not there', async () => {
    server.use(http.get('*/api/v1/patients/:id/consents/', () => HttpResponse.json({ detail: 'Please try again.', code: 'unavailable' }, { status: 503 })));
    renderAt(address());
    expect(await screen.findByText('Please try again.')).toBeInTheDocument();
    expect(screen.queryByText('No consent recorded')).toBeNull();
    expect(await screen.findByText(/Blood pressure: 2 times a day/)).toBeInTheDocument();
  });

  it('marks the field of a diagnosis that is none, whichever of several it is', async () => {
    const { user } = await endMonitoring();
    server.use(http.post('*/api/v1/patients/:id/enroll/', () => HttpResponse.json({ detail: 'Please check: order.', code: 'validation_error', fields: { order: { diagnoses: { 1: ['Ensure this field has no more than 10 characters.'] } } } }, { status: 400 })));
    await user.type(screen.getByRole('textbox', { name: /Ordered by/ }), 'Elena Ruiz');
    await user.type(screen.getByRole('textbox', { name: /NPI of who ordered/ }), '1234567893');
    await user.type(screen.getByRole('textbox', { name: /Diagnoses/ }), 'I10, hypertension');
    await user.click(screen.getByRole('button', { name: 'Begin monitoring' }));
    expect(await screen.findByText('Ensure this field has no more than 10 characters.')).toBeInTheDocument();
    expect(screen.getByRole('textbox', { name: /Diagnoses/ })).toBeInvalid();
  });
});
