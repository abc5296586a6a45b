/** The reasons of a score, in the server's words, with the points each one gave. */
import { useTranslation } from 'react-i18next';
import type { Reason } from '@/api/types';

export function ReasonList({ reasons }: { reasons: Reason[] }) {
  const { t } = useTranslation();
  if (reasons.length === 0) return <p className="muted">{t('triage.noReasons')}</p>;
  return (
    <ul className="reasons">
      {reasons.map((reason, index) => (
        <li key={`${reason.key}-${index}`} className="reason">
          <span>{reason.text}</span>
          {reason.points > 0 ? <span className="reason-points digits">{t('triage.points', { points: reason.points })}</span> : null}
        </li>
      ))}
    </ul>
  );
}
