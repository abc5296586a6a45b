/** What the running period and month still need, in the server's words, with the last chance. */
import { CalendarClock, CircleCheck, CircleSlash } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useLocale } from '@/lib/use-locale';
import type { Stretch } from '../api/billing';

export function Countdowns({ countdowns }: { countdowns: Stretch['countdowns'] }) {
  const { t } = useTranslation();
  const { date } = useLocale();
  if (countdowns.length === 0) return <p className="muted">{t('patientBilling.nothingRuns')}</p>;
  return (
    <ul className="countdowns">
      {countdowns.map((one) => {
        const left = one.countdown;
        const Icon = !left || (left.needed === 0 && !left.contact_needed) ? CircleCheck : left.reachable ? CalendarClock : CircleSlash;
        return (
          <li key={`${one.code}-${one.period_start ?? ''}`} className="countdown">
            <Icon size={18} aria-hidden="true" className={left && !left.reachable ? 'tone-text-critical' : 'muted'} />
            <div>
              <strong>{one.code}</strong> {one.reasons.map((reason) => <span key={reason.key}>{reason.text} </span>)}
              {left ? (
                <p className="small muted">
                  {left.contact_needed ? `${t('patientBilling.contactNeeded')} ` : ''}
                  {t('patientBilling.lastDay', { day: date(left.last_day) })}
                  {left.fallback ? ` ${t('patientBilling.fallback', { code: left.fallback })}` : ''}
                </p>
              ) : null}
            </div>
          </li>
        );
      })}
    </ul>
  );
}
