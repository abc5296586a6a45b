/** Requests of signing in and out. */
import { getClient, getOpenClient, unwrap } from '@/api/client';
import { ApiError } from '@/api/errors';
import { replaceSession } from '@/api/session/token';
import type { LoginAnswer, User } from '@/api/types';

export interface Credentials {
  email: string;
  password: string;
  totp_code?: string;
}

export function login(credentials: Credentials): Promise<LoginAnswer> {
  return (unwrap(getOpenClient().POST('/api/v1/auth/login/', { body: credentials })) as Promise<LoginAnswer>);
}

export function logout(): Promise<unknown> {
  return unwrap(getClient().POST('/api/v1/auth/logout/', { credentials: 'include' }));
}

export function fetchMe(): Promise<User> {
  return (unwrap(getClient().GET('/api/v1/auth/me/')) as Promise<User>);
}

export function updateMe(change: Partial<Pick<User, 'first_name' | 'last_name' | 'language'>>): Promise<User> {
  return (unwrap(getClient().PATCH('/api/v1/auth/me/', { body: change })) as Promise<User>);
}

/** The server ends this session and opens one in the other practice. */
export function switchPractice(practiceId: string): Promise<LoginAnswer> {
  return (unwrap(
    getClient().POST('/api/v1/auth/practice/', {
      body: { practice_id: practiceId },
      credentials: 'include',
      headers: { 'X-Vantrexia-Client': 'browser' },
    }),
  ) as Promise<LoginAnswer>);
}

/** Signs the same person in anew, in the same practice: a session of the full length takes this one's place. */
export async function renewSession(body: { password: string; code?: string }): Promise<LoginAnswer> {
  const answer = await replaceSession(
    (access) => unwrap(getOpenClient().POST('/api/v1/auth/renew/', { body, headers: { Authorization: `Bearer ${access}` } })) as Promise<LoginAnswer>,
  );
  if (!answer) throw new ApiError({ status: 401, code: 'signed_out', detail: '' });
  return answer;
}
