/** What building came to: claims ready, claims with problems, and entries left out with the reason. */
import { useTranslation } from 'react-i18next';
import { useLocale } from '@/lib/use-locale';
import type { Built } from '../api/claims';

const REASONS = ['on_a_claim', 'held', 'self_pay', 'no_entries'] as const;

export function BuildResult({ built }: { built: Built }) {
  const { t } = useTranslation();
  const { number } = useLocale();
  const left = Object.entries<number>(built.left_out).map(([reason, count]) => {
    const known = REASONS.find((one) => one === reason);
    return `${known ? t(`claims.leftOut.${known}`) : reason.replaceAll('_', ' ')}: ${number(count)}`;
  });
  return (
    <div className={`notice ${built.blocked ? 'notice-warning' : 'notice-good'}`} role="status">
      <span>
        {t('claims.ready', { count: built.ready, formatted: number(built.ready) })}, {t('claims.blocked', { count: built.blocked, formatted: number(built.blocked) })}.
        {left.length ? <> {t('claims.leftOutLead')} {left.join('; ')}.</> : null}
      </span>
    </div>
  );
}
