/** One stretch of monitoring: what forbids or holds, the 30-day periods and the calendar months, newest first. */
import { useTranslation } from 'react-i18next';
import { Card } from '@/components/ui/card';
import { Instant } from '@/components/ui/time';
import { useLocale } from '@/lib/use-locale';
import type { Month, Period, Stretch } from '../api/billing';
import { AssessmentList } from './assessment-list';
import { DayCalendar } from './day-calendar';

export function StretchView({ stretch, today, zone }: { stretch: Stretch; today: string; zone: string }) {
  const { t } = useTranslation();
  return (
    <>
      {stretch.barrier ? <p className="notice notice-error" role="alert">{t('patientBilling.barrier', { reason: stretch.barrier.replaceAll('_', ' ') })}</p> : null}
      {stretch.holds.map((hold) => <p key={hold.key} className="notice notice-error"><strong>{t('patientBilling.hold')}</strong> {hold.text}</p>)}
      {stretch.warnings.map((warning) => <p key={warning.key} className="notice notice-warning"><strong>{t('patientBilling.warning')}</strong> {warning.text}</p>)}
      <div className="clocks">
        <section aria-label={t('patientBilling.periods')}>
          <h2 className="clock-title">{t('patientBilling.periods')}</h2>
          {stretch.setup.length ? <Card title={t('patientBilling.setup')}><AssessmentList rows={stretch.setup} /></Card> : null}
          {stretch.periods.map((period) => <PeriodCard key={period.start} period={period} today={today} />)}
        </section>
        <section aria-label={t('patientBilling.months')}>
          <h2 className="clock-title">{t('patientBilling.months')}</h2>
          {stretch.months.map((month) => <MonthCard key={month.month} month={month} zone={zone} />)}
        </section>
      </div>
      {stretch.others.length ? <Card title={t('patientBilling.others')}><AssessmentList rows={stretch.others} /></Card> : null}
    </>
  );
}

function PeriodCard({ period, today }: { period: Period; today: string }) {
  const { t } = useTranslation();
  const { date, number } = useLocale();
  return (
    <Card title={`${date(period.start)} – ${date(period.end)}`}>
      <p><strong className="digits">{t('patientBilling.days', { count: period.days.length, formatted: number(period.days.length) })}</strong>{period.end === period.nominal_end ? '' : ` · ${t('patientBilling.cut')}`}</p>
      <DayCalendar first={period.start} last={period.end} days={period.days} today={today} />
      {Object.keys(period.days_by_device).length > 1 ? <p className="small muted">{Object.entries(period.days_by_device).map(([device, days]) => `${device}: ${number(days)}`).join(' · ')}</p> : null}
      <AssessmentList rows={period.assessments} />
    </Card>
  );
}

function MonthCard({ month, zone }: { month: Month; zone: string }) {
  const { t } = useTranslation();
  const { locale, number } = useLocale();
  const name = new Intl.DateTimeFormat(locale, { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(new Date(`${month.month}T00:00:00Z`));
  return (
    <Card title={name}>
      <p><strong className="digits">{t('patientBilling.minutes', { count: month.minutes, formatted: number(month.minutes) })}</strong> <span className="small muted">{t('patientBilling.seconds', { formatted: number(month.seconds) })}</span></p>
      <meter className="minutes-bar" min={0} max={60} low={10} high={20} optimum={40} value={Math.min(month.minutes, 60)} aria-label={t('patientBilling.minutesBar')} />
      {month.contacts.length ? (
        <ul className="contacts">
          {month.contacts.map((contact) => <li key={`${contact.at}-${contact.role}`}>{t('patientBilling.contact')} <Instant at={contact.at} zone={zone} /> · {contact.by ?? contact.role} ({contact.role.toUpperCase()}), {contact.activity.replaceAll('_', ' ')}</li>)}
        </ul>
      ) : <p className="small muted">{t('patientBilling.noContact')}</p>}
      <AssessmentList rows={month.assessments} />
    </Card>
  );
}
