/** Requests of two-step verification. */
import { getClient, unwrap } from '@/api/client';

export interface TotpEnrolment {
  secret: string;
  otpauth_uri: string;
  qr_svg: string;
}

/** The password is needed when the sign-in is older than the server likes. */
export function startTotp(password?: string): Promise<TotpEnrolment> {
  return (unwrap(getClient().POST('/api/v1/auth/totp/enroll/', { body: password ? { password } : {} })));
}

export function confirmTotp(code: string): Promise<{ recovery_codes: string[] }> {
  return (unwrap(getClient().POST('/api/v1/auth/totp/confirm/', { body: { code } })));
}

export function disableTotp(body: { password: string; code: string }): Promise<unknown> {
  return unwrap(getClient().POST('/api/v1/auth/totp/disable/', { body }));
}

export function renewRecoveryCodes(password: string): Promise<{ recovery_codes: string[] }> {
  return (unwrap(getClient().POST('/api/v1/auth/totp/recovery-codes/', { body: { password } })));
}
