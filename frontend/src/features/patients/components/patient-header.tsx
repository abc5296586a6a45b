/** The head of a patient's page: who, how they are, what is agreed. */
import { useTranslation } from 'react-i18next';
import type { PatientSummary } from '@/api/types';
import { LevelBadge, Tag } from '@/components/ui/badges';
import { Day } from '@/components/ui/time';
import { useLocale } from '@/lib/use-locale';
import { useNow } from '@/lib/use-now';
import './patients.css';

export function PatientHeader({ summary, zone }: { summary: PatientSummary; zone: string }) {
  const { t, i18n } = useTranslation();
  const { instant } = useLocale();
  const now = useNow(15_000);
  const { patient, episode, consent } = summary;
  /** Words for states this catalogue does not know come from the server as they are. */
  const word = (group: 'episodeStatus' | 'consentStatus', value: string) => {
    const key = `patient.${group}.${value}`;
    return i18n.exists(key) ? t(key as 'patient.episodeStatus.active') : value;
  };
  const gender = `patient.gender.${patient.gender}`;
  return (
    <div className="patient-head">
      <div className="row">
        {summary.risk_level ? <LevelBadge level={summary.risk_level} score={summary.risk_score} /> : null}
        {patient.active ? null : <Tag tone="warning">{t('patient.archived')}</Tag>}
        <Tag tone={episode?.status === 'active' ? 'good' : 'plain'}>{t('patient.episode')}: {episode ? word('episodeStatus', episode.status) : t('patient.noEpisode')}</Tag>
        <Tag tone={consent && ['active', 'given'].includes(consent.status) ? 'good' : 'warning'}>{t('patient.consent')}: {consent ? word('consentStatus', consent.status) : t('patient.noConsent')}</Tag>
      </div>
      <p className="patient-line">
        <span className="mono">{patient.mrn}</span>
        <span>{`${t('patient.age', { count: patient.age })}, `}{i18n.exists(gender) ? t(gender as 'patient.gender.other') : patient.gender}</span>
        <span>{t('patient.born')} <Day date={patient.date_of_birth} /></span>
        <span>{t('patient.localTime')} <time className="digits">{instant(now.toISOString(), zone, 'time')}</time></span>
      </p>
    </div>
  );
}
