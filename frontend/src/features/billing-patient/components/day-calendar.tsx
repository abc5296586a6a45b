/** A period drawn as weeks. A data day is filled and marked; every cell says its day and whether it counts. */
import { useTranslation } from 'react-i18next';
import { useLocale } from '@/lib/use-locale';
import { listWeeks } from './weeks';

export function DayCalendar({ first, last, days, today }: { first: string; last: string; days: string[]; today: string }) {
  const { t } = useTranslation();
  const { locale, date } = useLocale();
  const counted = new Set(days);
  const weekday = new Intl.DateTimeFormat(locale, { weekday: 'short', timeZone: 'UTC' });
  const weeks = listWeeks(first, last);
  return (
    <table className="days">
      <caption className="visually-hidden">{t('patientBilling.calendar', { from: date(first), to: date(last) })}</caption>
      <thead>
        <tr>{[0, 1, 2, 3, 4, 5, 6].map((index) => <th key={index} scope="col">{weekday.format(new Date(Date.UTC(2026, 0, 4 + index)))}</th>)}</tr>
      </thead>
      <tbody>
        {weeks.map((week) => (
          <tr key={week.find((day) => day !== null) ?? ''}>
            {week.map((day, index) => (day === null ? <td key={index} className="day day-none" /> : (
              <td key={day} className={`day${counted.has(day) ? ' day-data' : ''}${day === today ? ' day-today' : ''}${day > today ? ' day-future' : ''}`}>
                <span aria-hidden="true">{Number(day.slice(8))}{counted.has(day) ? ' ●' : ''}</span>
                <span className="visually-hidden">{date(day)}: {t(counted.has(day) ? 'patientBilling.dayData' : day > today ? 'patientBilling.dayFuture' : 'patientBilling.dayNone')}</span>
              </td>
            )))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
