/** Requests of signing in and out. */
import { getClient, getOpenClient, unwrap } from '@/api/client';
import type { LoginAnswer, User } from '@/api/types';

export interface Credentials {
  email: string;
  password: string;
  totp_code?: string;
}

export function login(credentials: Credentials): Promise<LoginAnswer> {
  return unwrap<LoginAnswer>(getOpenClient().POST('/api/v1/auth/login/', { body: credentials }));
}

export function logout(): Promise<void> {
  return unwrap(getClient().POST('/api/v1/auth/logout/', { body: {}, credentials: 'include' }));
}

export function fetchMe(): Promise<User> {
  return unwrap<User>(getClient().GET('/api/v1/auth/me/'));
}

export function updateMe(change: Partial<Pick<User, 'first_name' | 'last_name' | 'language'>>): Promise<User> {
  return unwrap<User>(getClient().PATCH('/api/v1/auth/me/', { body: change }));
}

/** The server ends this session and opens one in the other practice. */
export function switchPractice(practiceId: string): Promise<LoginAnswer> {
  return unwrap<LoginAnswer>(
    getClient().POST('/api/v1/auth/practice/', {
      body: { practice_id: practiceId },
      credentials: 'include',
      headers: { 'X-Vantrexia-Client': 'browser' },
    }),
  );
}
