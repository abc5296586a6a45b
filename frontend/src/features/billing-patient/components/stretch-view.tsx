/** One stretch of monitoring: what forbids or holds, the 30-day periods and the calendar months, newest first. */
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Card } from '@/components/ui/card';
import { Instant } from '@/components/ui/time';
import { useLocale } from '@/lib/use-locale';
import type { Month, Period, Stretch } from '../api/billing';
import { AssessmentList } from './assessment-list';
import { DayCalendar } from './day-calendar';

const BARRIERS = ['no_consent', 'not_enrolled', 'not_established'] as const;

export function StretchView({ stretch, today, zone }: { stretch: Stretch; today: string; zone: string }) {
  const { t } = useTranslation();
  const barrierOf = (barrier: string) => {
    const known = BARRIERS.find((one) => one === barrier);
    return known ? t(`patientBilling.barriers.${known}`) : barrier.replaceAll('_', ' ');
  };
  return (
    <>
      {stretch.barrier ? <p className="notice notice-error" role="alert">{t('patientBilling.barrier', { reason: barrierOf(stretch.barrier) })}</p> : null}
      {stretch.holds.map((hold) => <p key={hold.key} className="notice notice-error"><strong>{t('patientBilling.hold')}</strong> {hold.text}</p>)}
      {stretch.warnings.map((warning) => <p key={warning.key} className="notice notice-warning"><strong>{t('patientBilling.warning')}</strong> {warning.text}</p>)}
      <div className="clocks">
        <section aria-label={t('patientBilling.periods')}>
          <h2 className="clock-title">{t('patientBilling.periods')}</h2>
          {stretch.setup.length ? <Card title={t('patientBilling.setup')}><AssessmentList rows={stretch.setup} /></Card> : null}
          <Recent items={stretch.periods.map((period) => <PeriodCard key={period.start} period={period} today={today} />)} word={t('patientBilling.earlierPeriods')} />
        </section>
        <section aria-label={t('patientBilling.months')}>
          <h2 className="clock-title">{t('patientBilling.months')}</h2>
          <Recent items={stretch.months.map((month) => <MonthCard key={month.month} month={month} zone={zone} />)} word={t('patientBilling.earlierMonths')} />
        </section>
      </div>
      {stretch.others.length ? <Card title={t('patientBilling.others')}><AssessmentList rows={stretch.others} /></Card> : null}
    </>
  );
}

/** The running one and the one before it are what is worked on; the others are a press away. */
function Recent({ items, word }: { items: ReactElement[]; word: string }) {
  const earlier = items.slice(2);
  return (
    <>
      {items.slice(0, 2)}
      {earlier.length ? <details className="earlier-clocks"><summary>{word} ({earlier.length})</summary>{earlier}</details> : null}
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
  const { t, i18n } = useTranslation();
  const activityOf = (activity: string) => (i18n.exists(`time.activity.${activity}`) ? t(`time.activity.${activity}` as 'time.activity.phone_call') : activity.replaceAll('_', ' '));
  const { locale, number } = useLocale();
  const name = new Intl.DateTimeFormat(locale, { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(new Date(`${month.month}T00:00:00Z`));
  return (
    <Card title={name}>
      <p><strong className="digits">{t('patientBilling.minutes', { count: month.minutes, formatted: number(month.minutes) })}</strong> <span className="small muted">{t('patientBilling.seconds', { formatted: number(month.seconds) })}</span></p>
      <meter className="minutes-bar" min={0} max={60} low={10} high={20} optimum={40} value={Math.min(month.minutes, 60)} aria-label={t('patientBilling.minutesBar')} />
      {month.contacts.length ? (
        <ul className="contacts">
          {month.contacts.map((contact) => <li key={`${contact.at}-${contact.role}`}>{t('patientBilling.contact')} <Instant at={contact.at} zone={zone} /> · {contact.by ?? contact.role} ({contact.role.toUpperCase()}), {activityOf(contact.activity)}</li>)}
        </ul>
      ) : <p className="small muted">{t('patientBilling.noContact')}</p>}
      <AssessmentList rows={month.assessments} />
    </Card>
  );
}
