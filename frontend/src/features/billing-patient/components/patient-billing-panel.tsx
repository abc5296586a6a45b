/** A patient's billing: what is still missing, both clocks, every code with its reasons, and the evidence. */
import { useTranslation } from 'react-i18next';
import { Card } from '@/components/ui/card';
import { EmptyState, QueryView } from '@/components/ui/states';
import { Instant } from '@/components/ui/time';
import { usePatientBilling, type PatientBilling } from '../api/billing';
import { Countdowns } from './countdowns';
import { Packets } from './packets';
import { StretchView } from './stretch-view';
import './billing-patient.css';

export function PatientBillingPanel({ patientId }: { patientId: string }) {
  const { t } = useTranslation();
  const query = usePatientBilling(patientId);
  return (
    <QueryView query={query}>
      {(billing) => (
        <>
          {billing.problem ? <p className="notice notice-error" role="alert">{t('patientBilling.problem', { code: billing.problem })}</p> : null}
          {billing.stretches.length === 0 ? <EmptyState title={t('patientBilling.noneTitle')}>{t('patientBilling.noneText')}</EmptyState> : <Clocks billing={billing} />}
          <Packets patientId={patientId} zone={billing.timezone} today={billing.today} />
          <p className="small muted">{t('patientBilling.asOf')} <Instant at={billing.evaluated_at} zone={billing.timezone} /> · {t('patientBilling.rules', { version: billing.rules_version.slice(0, 12) })}</p>
        </>
      )}
    </QueryView>
  );
}

function Clocks({ billing }: { billing: PatientBilling }) {
  const { t } = useTranslation();
  const [running, ...earlier] = billing.stretches;
  if (!running) return null;
  return (
    <>
      <Card title={t('patientBilling.missing')}><Countdowns countdowns={running.countdowns} /></Card>
      <StretchView stretch={running} today={billing.today} zone={billing.timezone} />
      {earlier.map((stretch) => (
        <details key={`${stretch.episode_id}-${stretch.day_one ?? ''}`} className="stretch-earlier">
          <summary>{t('patientBilling.earlier', { from: stretch.day_one ?? '', to: stretch.ended_on ?? '' })}</summary>
          <StretchView stretch={stretch} today={billing.today} zone={billing.timezone} />
        </details>
      ))}
    </>
  );
}
