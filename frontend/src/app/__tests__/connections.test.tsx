import { screen, waitFor, within } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { describe, expect, it } from 'vitest';
import { expectAccessible, renderAt } from '@/testing/render';
import { ALL_PERMISSIONS, makeUser } from '@/testing/world';
import { server, world } from '@/testing/server';

const key = (key_id: string, is_active = true) => ({ key_id, created_at: '2026-11-01T10:00:00Z', ends_at: null, is_active });
const connection = (keys: object[], change: object = {}) => ({
  id: 'c1', gateway: 'mioconnect', label: 'Main hub', webhook_url: 'https://api.example.org/api/v1/webhooks/mioconnect/7f3a/', is_active: true, keys,
  last_delivery_at: null, created_at: '2026-10-01T10:00:00Z', ...change,
});

function open(keys: object[], change: object = {}) {
  world.me = makeUser('admin', { id: 13, permissions: ALL_PERMISSIONS });
  const ended: unknown[] = [];
  server.use(
    http.get('*/api/v1/connections/', () => HttpResponse.json({ count: 1, next: null, previous: null, results: [connection(keys, change)] })),
    http.post('*/api/v1/connections/c1/revoke-key/', async ({ request }) => {
      ended.push(await request.json());
      return HttpResponse.json(connection(keys));
    }),
  );
  return { ...renderAt('/practice/connections'), ended };
}

describe('the keys of a connection', () => {
  it('ends the old one of two after asking', async () => {
    const { user, ended, container } = open([key('k-new'), key('k-old'), key('k-gone', false)]);
    expect(await screen.findByText('k-old')).toBeInTheDocument();
    expect(screen.queryByText('k-gone')).not.toBeInTheDocument();
    await expectAccessible(container);
    await user.click(screen.getByRole('button', { name: 'End the key k-old' }));
    const dialog = await screen.findByRole('dialog', { name: 'End the key k-old: Main hub' });
    expect(ended).toEqual([]);
    await user.click(within(dialog).getByRole('button', { name: 'Confirm' }));
    await waitFor(() => expect(ended).toEqual([{ key_id: 'k-old' }]));
    await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument());
  });
  it('says why it was not ended, and stays open', async () => {
    const { user } = open([key('k-new'), key('k-old')]);
    server.use(http.post('*/api/v1/connections/c1/revoke-key/', () => HttpResponse.json({ detail: 'There is no such key that holds.', code: 'not_found' }, { status: 404 })));
    await user.click(await screen.findByRole('button', { name: 'End the key k-old' }));
    await user.click(screen.getByRole('button', { name: 'Confirm' }));
    expect(await screen.findByRole('alert')).toHaveTextContent('There is no such key that holds.');
  });
  it('offers no end of the last key, nor of keys of a closed connection', async () => {
    const { unmount } = open([key('k-only')]);
    expect(await screen.findByText('k-only')).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: /End the key/ })).not.toBeInTheDocument();
    unmount();
    open([key('k-one'), key('k-two')], { is_active: false });
    expect(await screen.findByText('k-two')).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: /End the key/ })).not.toBeInTheDocument();
  });
});
