/**
 * The access token: in memory only, one refresh at a time across all tabs of this browser.
 *
 * The refresh token is an HttpOnly cookie this code never sees. A tab that needs a new access token takes a Web Lock,
 * asks once, and tells the other tabs; a tab that waited for the lock uses what it was told meanwhile.
 */
import { getConfig } from '@/config/runtime';
import { errorOf, toApiError } from '../errors';

interface Token {
  access: string;
  expiresAt: number;
  /** When the session ends, whatever is done, by this computer's clock; null when the server did not say. */
  sessionEndsAt: number | null;
}

/** What sign-in, refresh, renewal and a change of practice answer; both in seconds. */
interface TokenAnswer {
  access: string;
  expires_in: number;
  session_expires_in?: number;
}

type Message =
  | { kind: 'token'; token: Token }
  | { kind: 'signed-out' }
  | { kind: 'practice-changed' };

export type SessionEvent = 'signed-out' | 'practice-changed';

const CHANNEL = 'vantrexia-session';
const LOCK = 'vantrexia-refresh';
/** Ask for a new token this long before the old one ends, so no request starts with a dying one. */
const EARLY_MS = 30_000;

let token: Token | null = null;
let pending: Promise<string | null> | null = null;
/** Counts the persons and practices this page has been of: what was asked in one is nothing to ask in the next. */
let era = 0;
const listeners = new Set<(event: SessionEvent) => void>();
const channel = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel(CHANNEL);

channel?.addEventListener('message', (event: MessageEvent<Message>) => {
  const message = event.data;
  if (message.kind === 'token') {
    const isOther = isOtherPerson(message.token.access);
    token = message.token;
    if (isOther) startAnew();
  } else {
    token = null;
    era += 1;
    listeners.forEach((tell) => tell(message.kind));
  }
});

/** Whose an access token is (its `sub`); null for one that does not say. */
function personOf(access: string): string | null {
  try {
    const claims = JSON.parse(atob((access.split('.')[1] ?? '').replace(/-/g, '+').replace(/_/g, '/'))) as { sub?: unknown };
    return typeof claims.sub === 'string' ? claims.sub : null;
  } catch {
    return null;
  }
}

function isOtherPerson(access: string): boolean {
  return token !== null && personOf(token.access) !== personOf(access);
}

/** Somebody else signed in elsewhere, and the browser has one session: this page may not go on under the name it shows. */
function startAnew(): void {
  era += 1;
  listeners.forEach((tell) => tell('practice-changed'));
}

/** Headers every sign-in call carries: the marker makes the server keep the refresh token in its cookie. */
export const BROWSER_HEADERS = { 'X-Vantrexia-Client': 'browser' } as const;

export function setToken(answer: TokenAnswer): void {
  const left = answer.session_expires_in;
  token = { access: answer.access, expiresAt: Date.now() + answer.expires_in * 1000, sessionEndsAt: left === undefined ? null : Date.now() + left * 1000 };
  channel?.postMessage({ kind: 'token', token } satisfies Message);
}

/** Forget the token here; with `tell`, sign the other tabs out as well. */
export function clearToken(options: { tell: boolean }): void {
  token = null;
  if (options.tell) channel?.postMessage({ kind: 'signed-out' } satisfies Message);
}

export function getEra(): number {
  return era;
}

export function tellPracticeChanged(): void {
  era += 1;
  channel?.postMessage({ kind: 'practice-changed' } satisfies Message);
}

export function onSessionEvent(listener: (event: SessionEvent) => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** End the session in this tab because the server no longer accepts it. */
function announceSignedOut(): void {
  if (token === null) return;
  token = null;
  listeners.forEach((tell) => tell('signed-out'));
}

function usable(candidate: Token | null, stale: string | null): candidate is Token {
  return candidate !== null && candidate.access !== stale && candidate.expiresAt - EARLY_MS > Date.now();
}

async function askServer(): Promise<string | null> {
  let response: Response;
  try {
    response = await fetch(`${getConfig().api_base_url}/api/v1/auth/token/refresh/`, {
      method: 'POST',
      credentials: 'include',
      headers: { ...BROWSER_HEADERS, 'Content-Type': 'application/json', Accept: 'application/json' },
      body: '{}',
    });
  } catch (error) {
    throw toApiError(error);
  }
  if (response.ok) {
    const answer = (await response.json()) as Partial<TokenAnswer> & { access: string };
    const isOther = isOtherPerson(answer.access);
    setToken({ ...answer, expires_in: answer.expires_in ?? 900 });
    if (!isOther) return answer.access;
    // The cookie is somebody else's by now, and no tab has told: what was asked here in one name is not sent in another.
    startAnew();
    return null;
  }
  // Only a refusal ends the session; a server that is away or busy does not.
  if (response.status >= 500 || response.status === 429) throw errorOf(response, null);
  announceSignedOut();
  return null;
}

function alone<T>(run: () => Promise<T>): Promise<T> {
  return 'locks' in navigator ? navigator.locks.request(LOCK, run) : run();
}

async function refresh(stale: string | null): Promise<string | null> {
  return alone(async () => (usable(token, stale) ? token.access : askServer()));
}

/** Exchange the session for another while no tab refreshes the old one; the other tabs are told. Null when there is no session. */
export async function replaceSession<T extends TokenAnswer>(ask: (access: string) => Promise<T>): Promise<T | null> {
  return alone(async () => {
    const access = usable(token, null) ? token.access : await askServer();
    if (!access) return null;
    const answer = await ask(access);
    setToken(answer);
    return answer;
  });
}

/** When this session ends, whatever is done: milliseconds of this computer's clock, null while not known. */
export function getSessionEnd(): number | null {
  return token?.sessionEndsAt ?? null;
}

/** A usable access token, or null when there is no session. Throws ApiError when the server cannot be asked. */
export async function getAccessToken(stale: string | null = null): Promise<string | null> {
  if (usable(token, stale)) return token.access;
  pending ??= refresh(stale).finally(() => {
    pending = null;
  });
  return pending;
}

/**
 * Whether this session has ended, asked of the server: it may have been renewed in another tab that has not been heard yet, or be
 * renewed this moment. Where nobody answers, the end that was told counts.
 */
export async function isSessionOver(): Promise<boolean> {
  try {
    await getAccessToken(token?.access ?? null);
  } catch {
    // The server is away.
  }
  return token === null || (token.sessionEndsAt !== null && token.sessionEndsAt <= Date.now());
}

export function hasToken(): boolean {
  return token !== null;
}
