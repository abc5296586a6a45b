/** Requests of changing and resetting a password. */
import { getClient, getOpenClient, unwrap } from '@/api/client';

export function requestPasswordReset(email: string): Promise<unknown> {
  return unwrap(getOpenClient().POST('/api/v1/auth/password/reset/', { body: { email } }));
}

export function confirmPasswordReset(body: { token: string; new_password: string; totp_code?: string }): Promise<unknown> {
  return unwrap(getOpenClient().POST('/api/v1/auth/password/reset/confirm/', { body }));
}

export function changePassword(body: { current_password: string; new_password: string }): Promise<unknown> {
  return unwrap(getClient().POST('/api/v1/auth/password/change/', { body }));
}
