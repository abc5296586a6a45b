import { onlineManager } from '@tanstack/react-query';
import { screen, waitFor, within } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { afterEach, describe, expect, it } from 'vitest';
import { renderAt } from '@/testing/render';
import { server, world } from '@/testing/server';
import { alertOf, first, LIST, openWorklist } from '@/testing/worklist';

describe('an act shown before it is confirmed', () => {
  it('is taken back with a message when the server refuses it', async () => {
    let refuse: () => void = () => undefined;
    const asked = new Promise<void>((resolve) => {
      refuse = resolve;
    });
    server.use(http.post('*/api/v1/triage/alerts/:id/claim/', async () => {
      await asked;
      return HttpResponse.json({ code: 'claimed_by_other', detail: 'Paul has it already.' }, { status: 409 });
    }));
    const { user, row } = await openWorklist();
    await user.keyboard('jc');
    await waitFor(() => expect(within(row(new RegExp(first().patient_name))).getByText('Claimed by you')).toBeInTheDocument());
    refuse();
    expect(await screen.findByText(/Claim: not done.*Paul has it already/)).toBeInTheDocument();
    await waitFor(() => expect(within(row(new RegExp(first().patient_name))).queryByText('Claimed by you')).not.toBeInTheDocument());
    expect(within(row(new RegExp(first().patient_name))).getByText('Open')).toBeInTheDocument();
  });
});

describe('words typed for an act', () => {
  async function refuse(answer: Response) {
    server.use(http.post('*/api/v1/triage/alerts/:id/comment/', () => answer, { once: true }));
    const view = await openWorklist();
    await view.user.keyboard('jm');
    const dialog = await screen.findByRole('dialog', { name: 'Comment on this alert' });
    await view.user.type(within(dialog).getByLabelText(/Comment/), 'Called her daughter');
    await view.user.click(within(dialog).getByRole('button', { name: 'Comment' }));
    return { ...view, dialog };
  }
  it.each([
    ['the server does not answer', () => HttpResponse.error(), /did not answer/],
    ['the server refuses', () => HttpResponse.json({ code: 'invalid_transition', detail: 'It has been resolved meanwhile.' }, { status: 409 }), /resolved meanwhile/],
  ])('are still there when %s, and go out at the next try', async (_, answer, said) => {
    const { user, dialog } = await refuse(answer());
    expect(await within(dialog).findByRole('alert')).toHaveTextContent(said);
    expect(within(dialog).getByLabelText(/Comment/)).toHaveValue('Called her daughter');
    await user.click(within(dialog).getByRole('button', { name: 'Comment' }));
    await waitFor(() => expect(dialog).not.toBeInTheDocument());
    expect(alertOf(first().patient_id).history.at(-1)).toMatchObject({ action: 'commented', comment: 'Called her daughter' });
  });
  it('survive a click beside the dialog; an empty one closes by it', async () => {
    const { user } = await openWorklist();
    await user.keyboard('jm');
    const dialog = await screen.findByRole('dialog', { name: 'Comment on this alert' });
    await user.type(within(dialog).getByLabelText(/Comment/), 'Half a');
    await user.click(document.querySelector('.overlay')!);
    expect(within(dialog).getByLabelText(/Comment/)).toHaveValue('Half a');
    await user.click(within(dialog).getByRole('button', { name: 'Cancel' }));
    await waitFor(() => expect(dialog).not.toBeInTheDocument());
    await user.keyboard('m');
    const again = await screen.findByRole('dialog', { name: 'Comment on this alert' });
    await user.click(document.querySelector('.overlay')!);
    await waitFor(() => expect(again).not.toBeInTheDocument());
  });
});

describe('without a network', () => {
  afterEach(() => onlineManager.setOnline(true));
  it('a screen says that nothing answers instead of waiting without a word', async () => {
    onlineManager.setOnline(false);
    server.use(http.get(LIST, () => HttpResponse.error()));
    renderAt('/worklist');
    expect(await screen.findByRole('alert')).toHaveTextContent('The server did not answer');
  });
  it('an act fails at once and is not done later, unasked', async () => {
    const { user } = await openWorklist();
    onlineManager.setOnline(false);
    server.use(http.get('*/api/v1/triage/alerts/:id/', () => HttpResponse.error()), http.post('*/api/v1/triage/alerts/:id/claim/', () => HttpResponse.error()));
    await user.keyboard('jc');
    expect(await screen.findByText(/Claim: not done/)).toBeInTheDocument();
  });
});

describe('a list that moves', () => {
  it('keeps the patient looked at, so that no act reaches who came to the top meanwhile', async () => {
    const { client, grid } = await openWorklist();
    const looked = first();
    const beside = screen.getByRole('complementary', { name: 'Selected patient' });
    expect(await within(beside).findByRole('heading', { name: looked.patient_name })).toBeInTheDocument();
    expect(within(beside).getByText(looked.mrn)).toBeInTheDocument();
    world.items.unshift(world.items.splice(3, 1)[0]!);
    await client.invalidateQueries();
    await waitFor(() => expect(within(grid).getAllByRole('row')[1]).toHaveAccessibleName(`${first().patient_name}, Critical`));
    expect(within(beside).getByRole('heading', { name: looked.patient_name })).toBeInTheDocument();
  });
  it('says when they have left it, and chooses nobody else', async () => {
    const { client, grid } = await openWorklist();
    const beside = screen.getByRole('complementary', { name: 'Selected patient' });
    await within(beside).findByRole('heading', { name: first().patient_name });
    world.items.shift();
    await client.invalidateQueries();
    expect(await within(beside).findByText(/no longer in this list/)).toBeInTheDocument();
    expect(within(grid).getAllByRole('row')[1]).toHaveAttribute('tabindex', '0');
  });
});
