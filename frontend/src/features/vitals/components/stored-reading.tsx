/** What the server answered to a reading that was typed in: what is stored, from whom, and whether it raised an alert. */
import { CircleCheck } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { TypedAnswer } from '@/api/queries/typed-reading';
import { useVitalsText } from '@/components/clinical/vitals-line';
import { SeverityBadge } from '@/components/ui/badges';
import { Instant } from '@/components/ui/time';

export function StoredReading({ answer, zone }: { answer: TypedAnswer; zone: string }) {
  const { t } = useTranslation();
  const say = useVitalsText();
  const values = say({ [answer.observation_type]: answer }).map(({ label, text }) => `${label} ${text}`).join(', ');
  const alert = answer.alert_details;
  return (
    <div className="stack-sm">
      <p className="notice notice-good" role="status">
        <CircleCheck size={16} aria-hidden="true" />
        <span>{t('typed.stored')} {values} · <Instant at={answer.measured_at} zone={zone} /></span>
      </p>
      {alert ? (
        <div className="notice" role="alert">
          <div className="stack-sm">
            <p><SeverityBadge severity={alert.level} /></p>
            <p className="strong">{alert.message}.</p>
            <p className="small">{t('typed.alert')}</p>
          </div>
        </div>
      ) : <p>{t('typed.noAlert')}</p>}
      {answer.is_late ? <p>{t('typed.late')}</p> : null}
      <p className="small muted">{t('typed.source')}: {t('typed.origins.staff_typed')}. {t('typed.billing')}</p>
    </div>
  );
}
