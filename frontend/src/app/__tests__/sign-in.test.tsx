import { screen, waitFor, within } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { beforeEach, describe, expect, it } from 'vitest';
import { expectAccessible, renderAt } from '@/testing/render';
import { server, world } from '@/testing/server';

async function signIn(email: string, password = 'a long enough phrase') {
  const view = renderAt('/worklist');
  await view.user.type(await screen.findByLabelText(/E-mail/), email);
  await view.user.type(screen.getByLabelText(/^Password/), password);
  await view.user.click(screen.getByRole('button', { name: 'Sign in' }));
  return view;
}

beforeEach(() => {
  world.signedIn = false;
});

describe('signing in', () => {
  it('leads to the worklist with e-mail and password', async () => {
    await signIn('nora@example.org');
    expect(await screen.findByRole('grid', { name: 'Worklist' })).toBeInTheDocument();
  });
  it('says in words that the password is wrong, without saying which part', async () => {
    const { container } = await signIn('nora@example.org', 'wrong');
    expect(await screen.findByRole('alert')).toHaveTextContent('E-mail or password is not right.');
    await expectAccessible(container);
  });
  it('asks for the code when the account has two-step verification, and tells a wrong one', async () => {
    const { user } = await signIn('totp@example.org');
    const field = await screen.findByLabelText(/Code/);
    await user.type(field, '000000');
    await user.click(screen.getByRole('button', { name: 'Verify' }));
    expect(await screen.findByRole('alert')).toHaveTextContent('That code is not right');
    await user.clear(field);
    await user.type(field, '123 456');
    await user.click(screen.getByRole('button', { name: 'Verify' }));
    expect(await screen.findByRole('grid', { name: 'Worklist' })).toBeInTheDocument();
  });
  it('tells a locked account when it opens again', async () => {
    await signIn('locked@example.org');
    expect(await screen.findByRole('alert')).toHaveTextContent(/Too many attempts. You can try again in 2[89]:\d\d, at/);
  });
  it('tells how long to wait after too many requests', async () => {
    server.use(http.post('*/api/v1/auth/login/', () => HttpResponse.json({ code: 'rate_limited', detail: '' }, { status: 429, headers: { 'Retry-After': '58' } })));
    await signIn('nora@example.org');
    expect(await screen.findByRole('alert')).toHaveTextContent('Try again in 58 seconds');
  });
  it('lets a person who must enrol do nothing else first', async () => {
    const { user, container } = await signIn('enrol@example.org');
    expect(await screen.findByRole('heading', { name: 'Two-step verification' })).toBeInTheDocument();
    expect(await screen.findByRole('img', { name: /QR code/ })).toBeInTheDocument();
    expect(screen.queryByRole('navigation')).not.toBeInTheDocument();
    await expectAccessible(container);
    await user.type(screen.getByLabelText(/six digits/), '123456');
    await user.click(screen.getByRole('button', { name: 'Turn on' }));
    expect(await screen.findByText('7KQ2-9VFM')).toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: 'I have kept the codes' }));
    expect(await screen.findByRole('grid', { name: 'Worklist' })).toBeInTheDocument();
  });
  it('speaks Spanish when asked to', async () => {
    const { user } = renderAt('/worklist');
    await user.click(await screen.findByRole('button', { name: 'Español' }));
    expect(await screen.findByRole('heading', { name: 'Iniciar sesión' })).toBeInTheDocument();
    expect(document.documentElement.lang).toBe('es');
  });
  it('waits for a server that is away instead of asking for the password again', async () => {
    server.use(http.post('*/api/v1/auth/token/refresh/', () => HttpResponse.json({}, { status: 503 }), { once: true }));
    world.signedIn = true;
    renderAt('/worklist');
    expect(await screen.findByText(/server cannot be reached/)).toBeInTheDocument();
    expect(await screen.findByRole('grid', { name: 'Worklist' }, { timeout: 8_000 })).toBeInTheDocument();
  });
});

describe('a session', () => {
  it('is found again from its cookie', async () => {
    world.signedIn = true;
    renderAt('/worklist');
    expect(await screen.findByRole('grid', { name: 'Worklist' })).toBeInTheDocument();
  });
  it('that the server has ended leads back to sign-in and leaves nothing behind', async () => {
    world.signedIn = true;
    const { client } = renderAt('/worklist');
    await screen.findByRole('grid', { name: 'Worklist' });
    world.signedIn = false;
    server.use(http.get('*/api/v1/triage/patients/', () => HttpResponse.json({ code: 'token_not_valid', detail: '' }, { status: 401 })));
    void client.invalidateQueries();
    expect(await screen.findByText('You have been signed out.')).toBeInTheDocument();
    await waitFor(() => expect(client.getQueryCache().getAll()).toHaveLength(0));
  });
  it('ends at sign-out even when the server is away', async () => {
    world.signedIn = true;
    server.use(http.post('*/api/v1/auth/logout/', () => HttpResponse.error()));
    const { user } = renderAt('/worklist');
    await user.click(await screen.findByRole('button', { name: /Nora Lindqvist/ }));
    await user.click(within(await screen.findByRole('menu')).getByRole('menuitem', { name: 'Sign out' }));
    expect(await screen.findByText('You have been signed out.')).toBeInTheDocument();
  });
});

describe('a forgotten password', () => {
  it('answers alike for every address', async () => {
    const { user } = renderAt('/password/forgot');
    await user.type(screen.getByLabelText(/E-mail/), 'nobody@example.org');
    await user.click(screen.getByRole('button', { name: 'Send the link' }));
    expect(await screen.findByText(/If an account belongs to this address/)).toBeInTheDocument();
  });
  it('is set with the token of the link’s fragment', async () => {
    let sent: unknown = null;
    server.use(http.post('*/api/v1/auth/password/reset/confirm/', async ({ request }) => {
      sent = await request.json();
      return new HttpResponse(null, { status: 204 });
    }));
    const { user } = renderAt('/password/reset#token=abc.def');
    await user.type(screen.getByLabelText(/^New password \*/), 'correct horse battery');
    await user.type(screen.getByLabelText(/^New password again/), 'something else entirely');
    await user.click(screen.getByRole('button', { name: 'Set the password' }));
    expect(sent).toBeNull();
    await user.clear(screen.getByLabelText(/^New password again/));
    await user.type(screen.getByLabelText(/^New password again/), 'correct horse battery');
    await user.click(screen.getByRole('button', { name: 'Set the password' }));
    expect(await screen.findByText(/Your password is set/)).toBeInTheDocument();
    expect(sent).toEqual({ token: 'abc.def', new_password: 'correct horse battery' });
  });
  it('needs a whole link', () => {
    renderAt('/password/reset');
    expect(screen.getByRole('alert')).toHaveTextContent('This link is incomplete');
  });
});
