/**
 * The two clients: `client` for everything behind sign-in, `openClient` for sign-in itself.
 *
 * Use: `await unwrap(client.GET('/api/v1/patients/', { params: { query } }))` gives the body or throws ApiError.
 */
import createClient from 'openapi-fetch';
import { getConfig } from '@/config/runtime';
import { ApiError, errorOf } from './errors';
import type { paths } from './schema';
import { authorisedFetch, openFetch } from './session/authorised-fetch';
import { BROWSER_HEADERS } from './session/token';

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** openapi-fetch needs an absolute base for Request; it is read per call because the configuration arrives first. */
export function baseUrl(): string {
  return getConfig().api_base_url || window.location.origin;
}

function build(fetcher: (request: Request) => Promise<Response>, headers: Record<string, string>) {
  let cached: { base: string; client: ReturnType<typeof createClient<paths>> } | null = null;
  return () => {
    const base = baseUrl();
    if (cached?.base !== base) cached = { base, client: createClient<paths>({ baseUrl: base, fetch: fetcher, headers }) };
    return cached.client;
  };
}

export const getClient = build(authorisedFetch, {});
export const getOpenClient = build(openFetch, BROWSER_HEADERS);

export async function unwrap<T>(call: Promise<Answer<T>>): Promise<T> {
  const { data, error, response } = await call;
  if (!response.ok || error !== undefined) throw errorOf(response, error);
  return data as T;
}

/** For files: the answer's text and its name. */
export async function fetchText(path: string): Promise<string> {
  const response = await authorisedFetch(new Request(`${baseUrl()}${path}`));
  if (!response.ok) throw new ApiError({ status: response.status, code: `http_${response.status}`, detail: response.statusText });
  return response.text();
}

/** For files that are no text. */
export async function fetchBlob(path: string): Promise<Blob> {
  const response = await authorisedFetch(new Request(`${baseUrl()}${path}`));
  if (!response.ok) throw errorOf(response, await response.json().catch(() => undefined));
  return response.blob();
}
