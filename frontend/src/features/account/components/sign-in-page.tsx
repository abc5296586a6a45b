/**
 * Sign-in in two steps: e-mail and password, then the code where the account has two-step verification.
 * The server decides each step; this screen follows its error codes.
 */
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { toApiError } from '@/api/errors';
import type { LoginAnswer } from '@/api/types';
import { login, type Credentials } from '../api/sign-in';
import { AuthFrame } from './auth-frame';
import { CodeStep } from './code-step';
import { PasswordStep } from './password-step';

export type SignOutReason = 'signed-out' | 'idle' | 'ended' | null;
const REASONS = { 'signed-out': 'signIn.signedOut', idle: 'signIn.idleOut', ended: 'signIn.endedOut' } as const;

export function SignInPage({ onSignedIn, reason }: { onSignedIn: (answer: LoginAnswer) => void; reason: SignOutReason }) {
  const { t } = useTranslation();
  const [credentials, setCredentials] = useState<Credentials | null>(null);
  const [needsCode, setNeedsCode] = useState(false);
  const attempt = useMutation({
    mutationFn: login,
    onSuccess: onSignedIn,
    onError: (error) => {
      if (toApiError(error).code === 'totp_required') setNeedsCode(true);
    },
  });
  const problem = attempt.isError ? toApiError(attempt.error) : null;

  if (needsCode && credentials) {
    return (
      <AuthFrame title={t('signIn.codeTitle')} lead={t('signIn.codeLead')}>
        <CodeStep
          problem={problem?.code === 'totp_required' ? null : problem}
          busy={attempt.isPending}
          onSubmit={(code) => attempt.mutate({ ...credentials, totp_code: code })}
          onBack={() => {
            setNeedsCode(false);
            setCredentials(null);
            attempt.reset();
          }}
        />
      </AuthFrame>
    );
  }
  return (
    <AuthFrame title={t('signIn.title')}>
      {reason && !attempt.isError ? (
        <p className="notice" role="status">{t(REASONS[reason])}</p>
      ) : null}
      <PasswordStep
        problem={problem}
        busy={attempt.isPending}
        onSubmit={(next) => {
          setCredentials(next);
          attempt.mutate(next);
        }}
      />
    </AuthFrame>
  );
}
