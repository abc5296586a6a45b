import { act, screen, waitFor, within } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { beforeEach, describe, expect, it } from 'vitest';
import { getAccessToken, setToken } from '@/api/session/token';
import { changeLanguage } from '@/lib/i18n';
import { expectAccessible, renderAt } from '@/testing/render';
import { server, world } from '@/testing/server';

const RENEW = '*/api/v1/auth/renew/';
const SECOND = 1_000;

beforeEach(() => {
  world.signedIn = true;
  world.me.is_2fa_enabled = false;
});

/** A form with something written in it, in a session that ends so many seconds from now. */
async function writeWith(secondsLeft: number) {
  const view = renderAt('/patients/new');
  const field = await screen.findByLabelText(/^First name/);
  await view.user.type(field, 'Guadalupe');
  act(() => setToken({ access: 'late', expires_in: 600, session_expires_in: secondsLeft }));
  return { ...view, field };
}
const findWarning = () => screen.findByRole('alertdialog', { name: /^Your session ends at \d/ });

describe('the end of a session', () => {
  it('is told ten minutes before, with its time, and the password goes on without losing what is written', async () => {
    const { user, field } = await writeWith(599);
    const sent: { body: unknown; authorization: string | null }[] = [];
    server.use(http.post(RENEW, async ({ request }) => {
      sent.push({ body: await request.json(), authorization: request.headers.get('Authorization') });
      return HttpResponse.json({ access: 'renewed', expires_in: 900, session_expires_in: 43_200, user: world.me });
    }));
    const warning = await findWarning();
    expect(warning).toHaveTextContent(/It ends in 09:5\d/);
    await expectAccessible(warning);
    expect(within(warning).getByLabelText(/^Password/)).toHaveFocus();
    expect(within(warning).getByLabelText('E-mail')).toHaveValue(world.me.email);
    await user.keyboard('a long enough phrase{Enter}');
    await waitFor(() => expect(screen.queryByRole('alertdialog')).not.toBeInTheDocument());
    expect(sent).toEqual([{ body: { password: 'a long enough phrase' }, authorization: 'Bearer late' }]);
    expect(await getAccessToken()).toBe('renewed');
    expect(field).toHaveValue('Guadalupe');
    expect(field).toBeInTheDocument();
  });
  it('is told nobody while it is far away or not known', async () => {
    await writeWith(43_200);
    await new Promise((done) => { setTimeout(done, 2 * SECOND); });
    expect(screen.queryByRole('alertdialog')).not.toBeInTheDocument();
    act(() => setToken({ access: 'old server', expires_in: 600 }));
    await new Promise((done) => { setTimeout(done, 2 * SECOND); });
    expect(screen.queryByRole('alertdialog')).not.toBeInTheDocument();
  });
  it('can be put off and is told once more two minutes before', async () => {
    const { user, field } = await writeWith(500);
    await user.click(within(await findWarning()).getByRole('button', { name: 'Not now' }));
    await waitFor(() => expect(screen.queryByRole('alertdialog')).not.toBeInTheDocument());
    await waitFor(() => expect(field).toHaveFocus());
    await user.type(field, ' María');
    await new Promise((done) => { setTimeout(done, 2 * SECOND); });
    expect(screen.queryByRole('alertdialog')).not.toBeInTheDocument();
    act(() => setToken({ access: 'later', expires_in: 600, session_expires_in: 119 }));
    expect(await findWarning()).toHaveTextContent(/It ends in 01:5\d/);
    expect(field).toHaveValue('Guadalupe María');
  });
  it('says at its field that the password is wrong, and keeps asking', async () => {
    const { user } = await writeWith(300);
    const warning = await findWarning();
    await user.type(within(warning).getByLabelText(/^Password/), 'wrong');
    await user.click(within(warning).getByRole('button', { name: 'Sign in again' }));
    expect(await within(warning).findByText('The password is not right.')).toBeInTheDocument();
    expect(within(warning).getByLabelText(/^Password/)).toBeInvalid();
  });
  it('asks for the code too where the account has two-step verification', async () => {
    world.me.is_2fa_enabled = true;
    const { user } = await writeWith(300);
    const warning = await findWarning();
    await user.type(within(warning).getByLabelText(/^Password/), 'a long enough phrase');
    await user.type(within(warning).getByLabelText(/^Code/), '000 000{Enter}');
    expect(await within(warning).findByText('The code is not valid, or was used before.')).toBeInTheDocument();
    await user.clear(within(warning).getByLabelText(/^Code/));
    await user.type(within(warning).getByLabelText(/^Code/), '123 456{Enter}');
    await waitFor(() => expect(screen.queryByRole('alertdialog')).not.toBeInTheDocument());
  });
  it('asks for the code when the server says the account has it by now', async () => {
    server.use(http.post(RENEW, () => HttpResponse.json({ code: 'totp_required', detail: 'A code is required.', fields: { code: ['A code is required.'] } }, { status: 400 })));
    const { user } = await writeWith(300);
    const warning = await findWarning();
    expect(within(warning).queryByLabelText(/^Code/)).not.toBeInTheDocument();
    await user.type(within(warning).getByLabelText(/^Password/), 'a long enough phrase{Enter}');
    expect(await within(warning).findByLabelText(/^Code/)).toBeInTheDocument();
  });
  it('goes away by itself when another tab has signed in again', async () => {
    await writeWith(300);
    await findWarning();
    act(() => setToken({ access: 'of another tab', expires_in: 900, session_expires_in: 43_200 }));
    await waitFor(() => expect(screen.queryByRole('alertdialog')).not.toBeInTheDocument());
  });
  it('leads to sign-in, which says why', async () => {
    await writeWith(2);
    world.signedIn = false; // The server lets nobody go on with it.
    expect(await screen.findByText(/Your session had lasted as long as your practice allows/)).toBeInTheDocument();
    expect(screen.queryByLabelText(/^First name/)).not.toBeInTheDocument();
  });
  it('ends no session that another tab has renewed unheard', async () => {
    let endings = 0;
    server.use(
      http.post('*/api/v1/auth/logout/', () => { endings += 1; return new HttpResponse(null, { status: 204 }); }),
      http.post('*/api/v1/auth/token/refresh/', () => HttpResponse.json({ access: 'renewed elsewhere', expires_in: 900, session_expires_in: 43_200 })),
    );
    const { field } = await writeWith(1);
    await waitFor(async () => expect(await getAccessToken()).toBe('renewed elsewhere'), { timeout: 5 * SECOND });
    await new Promise((done) => { setTimeout(done, 2 * SECOND); });
    expect(field).toBeInTheDocument();
    expect(field).toHaveValue('Guadalupe');
    expect(endings).toBe(0);
  });
  it('keeps the field of the code while the code is wrong', async () => {
    const { user } = await writeWith(300);
    server.use(http.post(RENEW, async ({ request }) => {
      const { code } = (await request.json()) as { code?: string };
      const wrong = code === undefined ? ['totp_required', 'A code is required.'] : ['totp_invalid', 'The code is not valid.'];
      return HttpResponse.json({ code: wrong[0], detail: wrong[1], fields: { code: [wrong[1]] } }, { status: 400 });
    }));
    const warning = await findWarning();
    await user.type(within(warning).getByLabelText(/^Password/), 'a long enough phrase{Enter}');
    await user.type(await within(warning).findByLabelText(/^Code/), '000000{Enter}');
    expect(await within(warning).findByText('The code is not valid.')).toBeInTheDocument();
    expect(within(warning).getByLabelText(/^Code/)).toBeInvalid();
  });
  it('is told in Spanish', async () => {
    await writeWith(300);
    await act(() => changeLanguage('es'));
    expect(await screen.findByRole('alertdialog', { name: /^Su sesión termina a las/ })).toHaveTextContent('Se le recordará dos minutos antes.');
  });
});
