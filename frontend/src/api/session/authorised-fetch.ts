/** fetch with the access token; a token refused once is renewed and the request repeated, once. */
import { i18next } from '@/lib/i18n';
import { ApiError, toApiError } from '../errors';
import { getAccessToken, getEra } from './token';

async function send(request: Request, access: string | null): Promise<Response> {
  const headers = new Headers(request.headers);
  if (access) headers.set('Authorization', `Bearer ${access}`);
  if (!headers.has('Accept-Language')) headers.set('Accept-Language', i18next.language || 'en');
  try {
    return await fetch(new Request(request, { headers }));
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw toApiError(error);
  }
}

export async function authorisedFetch(request: Request): Promise<Response> {
  const era = getEra();
  // An act of one person in one practice is not done in another's name; reading begins anew with the page.
  const isStill = () => request.method === 'GET' || era === getEra();
  const access = await getAccessToken();
  if (!access || !isStill()) throw new ApiError({ status: 401, code: 'signed_out', detail: '' });
  const again = request.clone();
  const response = await send(request, access);
  if (response.status !== 401) return response;
  const renewed = await getAccessToken(access);
  return renewed && isStill() ? send(again, renewed) : response;
}

/** For sign-in and password reset: no token, the cookie included, the browser marker set. */
export async function openFetch(request: Request): Promise<Response> {
  return send(new Request(request, { credentials: 'include' }), null);
}
