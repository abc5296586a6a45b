/** Why signing in did not work, in words; a locked account says when it opens again. */
import { CircleAlert, Lock } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { ApiError } from '@/api/errors';
import { formatSpan } from '@/lib/time';
import { useLocale } from '@/lib/use-locale';
import { useNow } from '@/lib/use-now';

export function SignInProblem({ problem }: { problem: ApiError }) {
  const { t } = useTranslation();
  const lockedUntil = problem.data.locked_until;
  if (problem.code === 'account_locked' && typeof lockedUntil === 'string') return <LockedNotice until={lockedUntil} />;
  const text = problem.isNetwork
    ? t('common.networkText')
    : problem.status === 429
      ? t('signIn.tooMany', { count: problem.retryAfterSeconds ?? 60 })
      : problem.code === 'authentication_failed'
        ? t('signIn.failed')
        : problem.code === 'totp_invalid'
          ? t('signIn.codeWrong')
          : problem.message || problem.code;
  return (
    <p className="notice notice-error" role="alert">
      <CircleAlert size={16} aria-hidden="true" /> <span>{text}</span>
    </p>
  );
}

function LockedNotice({ until }: { until: string }) {
  const { t } = useTranslation();
  const { instant } = useLocale();
  const now = useNow(1_000);
  const left = new Date(until).getTime() - now.getTime();
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return (
    <p className="notice notice-error" role="alert">
      <Lock size={16} aria-hidden="true" />
      <span>{left > 0 ? t('signIn.locked', { span: formatSpan(left), time: instant(until, zone, 'time') }) : t('signIn.lockedOver')}</span>
    </p>
  );
}
