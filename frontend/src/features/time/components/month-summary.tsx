/** The month in one look: what counts, which code it supports, what is missing to the next one. */
import { useTranslation } from 'react-i18next';
import { useLocale } from '@/lib/use-locale';
import type { TimeMonth } from '../api/entries';
import { span } from './entry-cells';

export function MonthSummary({ month }: { month: TimeMonth }) {
  const { t } = useTranslation();
  const { date } = useLocale();
  const { next } = month;
  const missing = next
    ? [
        ...(next.minutes_needed > 0 ? [t('time.minutes', { count: next.minutes_needed })] : []),
        ...(next.contact_needed ? [t('time.oneContact')] : []),
      ].join(t('time.and'))
    : '';
  return (
    <div className="stack">
      <p className="time-sums">
        <span><span className="time-sum">{span(month.counted_seconds)}</span> {t('time.counted')}</span>
        <span>{t('time.logged', { span: span(month.logged_seconds) })}</span>
        {month.shared_seconds > 0 ? <span>{t('time.shared', { span: span(month.shared_seconds) })}</span> : null}
        <span>{t('time.contacts', { count: month.contacts.length })}</span>
      </p>
      <p>
        {month.code ? t('time.supports', { code: month.code + (month.addon_units ? ` + 99458 × ${month.addon_units}` : '') }) : t('time.supportsNone')}{' '}
        {next && missing && month.is_open && next.is_reachable ? t('time.next', { missing, code: next.code, day: date(next.last_day) }) : null}
        {next && missing && !month.is_open ? t('time.over', { missing, code: next.code }) : null}
      </p>
      {month.is_closed || !month.is_open ? <p className="notice notice-info">{t('time.closed')}</p> : null}
    </div>
  );
}
