/** The overview of a patient: values, reasons, agreements, contact. What a role may not see is left out, never shown as empty. */
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { LatestVitals, PatientSummary } from '@/api/types';
import { useVitalsText } from '@/components/clinical/vitals-line';
import { ReasonList } from '@/components/clinical/reason-list';
import { Card, Facts } from '@/components/ui/card';
import { Ago, Instant } from '@/components/ui/time';
import { formatPhone } from '@/lib/phone';
import './patients.css';

export function PatientOverview({ summary, zone, alerts, actions }: { summary: PatientSummary; zone: string; alerts: ReactNode; actions: ReactNode }) {
  const { t } = useTranslation();
  const { patient, adherence, consent, episode } = summary;
  const address = [patient.address.line1, patient.address.line2, `${patient.address.city} ${patient.address.state} ${patient.address.zip}`.trim()].filter(Boolean);
  const adherenceFact: [string, string] = [t('patient.adherence'), adherence ? t('patient.adherenceText', { ...adherence, count: adherence.days }) : t('patient.adherenceNone')];
  return (
    <div className="overview">
      {summary.latest_vitals || alerts ? <div className="stack">
        {summary.latest_vitals ? <Card title={t('patient.latest')} action={<span className="small muted">{t('triage.lastReading')} <Ago at={summary.last_reading_at} zone={zone} /></span>}>
          <LatestValues vitals={summary.latest_vitals} zone={zone} />
        </Card> : null}
        {alerts ? <Card title={t('triage.openAlerts')}>{alerts}</Card> : null}
      </div> : null}
      <div className="stack">
        {summary.reasons ? <Card title={t('triage.reasons')} action={<span className="small muted">{summary.risk_score === null ? t('patient.noScore') : t('patient.score', { score: summary.risk_score })}{summary.rules_version ? ` · ${t('patient.rules', { version: summary.rules_version })}` : ''}</span>}>
          <ReasonList reasons={summary.reasons} />
          <div className="row-spread">
            <span className="small muted">
              {summary.last_reviewed_at ? <>{t('triage.reviewed')} <Ago at={summary.last_reviewed_at} zone={zone} />{summary.last_reviewed_by ? ` · ${summary.last_reviewed_by}` : ''}</> : t('triage.notReviewed')}
            </span>
            {actions}
          </div>
        </Card> : null}
        <Card>
          <Facts items={[
            ...(summary.reasons || adherence ? [adherenceFact] : []),
            [t('patient.episode'), episode ? <Instant at={episode.started_at} zone={zone} style="date" /> : t('patient.noEpisode')],
            [t('patient.consent'), consent ? <><Instant at={consent.given_at} zone={zone} style="date" />{consent.taken_by ? ` · ${consent.taken_by}` : ''}</> : t('patient.noConsent')],
            [t('common.phone'), patient.phone ? <a href={`tel:${patient.phone}`}>{formatPhone(patient.phone)}</a> : '—'],
            [t('common.email'), patient.email || '—'],
            [t('patient.address'), address.length > 0 ? address.join(', ') : '—'],
          ]} />
        </Card>
      </div>
    </div>
  );
}

function LatestValues({ vitals, zone }: { vitals: LatestVitals; zone: string }) {
  const { t } = useTranslation();
  const shown = useVitalsText()(vitals);
  if (shown.length === 0) return <p className="muted">{t('triage.noReading')}</p>;
  return (
    <dl className="values">
      {shown.map(({ name, label, text, measured_at }) => (
        <div key={name} className="value">
          <dt>{label}</dt>
          <dd className="digits">{text}</dd>
          <dd className="small muted"><Instant at={measured_at} zone={zone} /></dd>
        </div>
      ))}
    </dl>
  );
}
