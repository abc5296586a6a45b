import { http, HttpResponse } from 'msw';
import { describe, expect, it, vi } from 'vitest';
import { server } from '@/testing/server';
import { ApiError } from '../errors';
import { authorisedFetch } from '../session/authorised-fetch';
import { getAccessToken, hasToken, onSessionEvent, setToken } from '../session/token';

const REFRESH = '*/api/v1/auth/token/refresh/';
const url = 'http://localhost:3000/api/v1/auth/me/';

function countRefreshes(answer: () => Response) {
  const seen: Request[] = [];
  server.use(http.post(REFRESH, ({ request }) => {
    seen.push(request);
    return answer();
  }));
  return seen;
}

const of = (sub: string, serial: string) => `h.${btoa(JSON.stringify({ sub, jti: serial }))}.s`;

describe('the access token', () => {
  it('is asked for once, however many requests need it at the same time', async () => {
    let n = 0;
    const seen = countRefreshes(() => HttpResponse.json({ access: `t${(n += 1)}`, expires_in: 900 }));
    const tokens = await Promise.all([getAccessToken(), getAccessToken(), getAccessToken()]);
    expect(tokens).toEqual(['t1', 't1', 't1']);
    expect(seen).toHaveLength(1);
  });
  it('is asked for as a browser, so the refresh token stays in its cookie', async () => {
    const seen = countRefreshes(() => HttpResponse.json({ access: 't', expires_in: 900 }));
    await getAccessToken();
    expect(seen[0]?.headers.get('X-Vantrexia-Client')).toBe('browser');
    expect(await seen[0]?.json()).toEqual({});
  });
  it('is renewed before it dies', async () => {
    setToken({ access: 'dying', expires_in: 20 });
    countRefreshes(() => HttpResponse.json({ access: 'fresh', expires_in: 900 }));
    expect(await getAccessToken()).toBe('fresh');
  });
  it('is renewed once when the server refuses it, and the request repeated with its body', async () => {
    setToken({ access: 'old', expires_in: 900 });
    const seen = countRefreshes(() => HttpResponse.json({ access: 'new', expires_in: 900 }));
    const bodies: unknown[] = [];
    server.use(http.patch('*/api/v1/auth/me/', async ({ request }) => {
      bodies.push(await request.json());
      return request.headers.get('Authorization') === 'Bearer new' ? HttpResponse.json({}) : HttpResponse.json({ code: 'token_not_valid' }, { status: 401 });
    }));
    const answer = await authorisedFetch(new Request(url, { method: 'PATCH', body: '{"language":"es"}' }));
    expect(answer.status).toBe(200);
    expect(bodies).toEqual([{ language: 'es' }, { language: 'es' }]);
    expect(seen).toHaveLength(1);
  });
  it('of somebody else who signed in in another tab starts this page anew; of the same person it is only taken over', async () => {
    const elsewhere = new BroadcastChannel('vantrexia-session');
    const told = vi.fn();
    const stop = onSessionEvent(told);
    const tell = (access: string) => elsewhere.postMessage({ kind: 'token', token: { access, expiresAt: Date.now() + 900_000, sessionEndsAt: null } });
    setToken({ access: of('7', 'first'), expires_in: 900 });
    tell(of('7', 'second'));
    await vi.waitFor(async () => expect(await getAccessToken()).toBe(of('7', 'second')));
    expect(told).not.toHaveBeenCalled();
    tell(of('8', 'theirs'));
    await vi.waitFor(() => expect(told).toHaveBeenCalledExactlyOnceWith('practice-changed'));
    expect(await getAccessToken()).toBe(of('8', 'theirs'));
    elsewhere.close();
    stop();
  });
  it('of somebody else whose sign-in was not heard starts this page anew, and sends nothing of it in their name', async () => {
    const told = vi.fn();
    const stop = onSessionEvent(told);
    setToken({ access: of('7', 'first'), expires_in: 900 });
    countRefreshes(() => HttpResponse.json({ access: of('8', 'theirs'), expires_in: 900 }));
    const names: (string | null)[] = [];
    server.use(http.patch('*/api/v1/auth/me/', ({ request }) => {
      names.push(request.headers.get('Authorization'));
      return HttpResponse.json({ code: 'token_not_valid' }, { status: 401 });
    }));
    const answer = await authorisedFetch(new Request(url, { method: 'PATCH', body: '{"language":"es"}' }));
    expect(answer.status).toBe(401);
    expect(names).toEqual([`Bearer ${of('7', 'first')}`]);
    expect(told).toHaveBeenCalledExactlyOnceWith('practice-changed');
    expect(await getAccessToken()).toBe(of('8', 'theirs'));
    stop();
  });
  it.each([
    ['somebody else signed in', { kind: 'token', token: { access: of('8', 'theirs'), expiresAt: Date.now() + 900_000, sessionEndsAt: null } }],
    ['the practice was changed', { kind: 'practice-changed' }],
  ])('repeats nothing that was asked before %s', async (_, message) => {
    const elsewhere = new BroadcastChannel('vantrexia-session');
    const told = vi.fn();
    const stop = onSessionEvent(told);
    setToken({ access: of('7', 'first'), expires_in: 900 });
    countRefreshes(() => HttpResponse.json({ access: of('7', 'there'), expires_in: 900 }));
    let asked = 0;
    server.use(http.patch('*/api/v1/auth/me/', async () => {
      asked += 1;
      elsewhere.postMessage(message);
      await vi.waitFor(() => expect(told).toHaveBeenCalled());
      return HttpResponse.json({ code: 'token_not_valid' }, { status: 401 });
    }));
    const answer = await authorisedFetch(new Request(url, { method: 'PATCH', body: '{"language":"es"}' }));
    expect([answer.status, asked]).toEqual([401, 1]);
    elsewhere.close();
    stop();
  });
  it('gone for good signs the person out', async () => {
    setToken({ access: 'old', expires_in: 1 });
    countRefreshes(() => HttpResponse.json({ code: 'token_not_valid' }, { status: 401 }));
    const told = vi.fn();
    const stop = onSessionEvent(told);
    expect(await getAccessToken()).toBeNull();
    expect(told).toHaveBeenCalledExactlyOnceWith('signed-out');
    expect(hasToken()).toBe(false);
    stop();
  });
  it.each([500, 503, 429])('is not given up for a server that answers %i', async (status) => {
    setToken({ access: 'old', expires_in: 1 });
    countRefreshes(() => HttpResponse.json({}, { status }));
    const told = vi.fn();
    const stop = onSessionEvent(told);
    await expect(getAccessToken()).rejects.toBeInstanceOf(ApiError);
    expect(told).not.toHaveBeenCalled();
    stop();
  });
  it('is not given up when nothing answers', async () => {
    setToken({ access: 'old', expires_in: 1 });
    countRefreshes(() => HttpResponse.error());
    await expect(getAccessToken()).rejects.toMatchObject({ code: 'network', status: 0 });
    expect(hasToken()).toBe(true);
  });
});

describe('errors', () => {
  it('name the fields of a bad request, nested ones with dots', async () => {
    const { errorOf } = await import('../errors');
    const error = errorOf(new Response(null, { status: 400 }), { detail: 'Please check.', code: 'invalid', fields: { email: ['Not an address.'], address: { zip: ['Too long.'] } } });
    expect(error.fields).toEqual({ email: ['Not an address.'], 'address.zip': ['Too long.'] });
    expect(error.code).toBe('invalid');
  });
  it('survive an answer that is no JSON', async () => {
    const { errorOf } = await import('../errors');
    expect(errorOf(new Response(null, { status: 502, statusText: 'Bad Gateway', headers: { 'Retry-After': '7' } }), '<html>')).toMatchObject({ code: 'http_502', status: 502, retryAfterSeconds: 7 });
  });
});
