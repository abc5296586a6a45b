/** Beside the list: why this patient has this level, the latest vitals, and a slot for the open alerts. */
import { ClipboardCheck, ExternalLink } from 'lucide-react';
import { useDeferredValue, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useCan } from '@/api/session/context';
import type { TriageItem } from '@/api/types';
import { ReasonList } from '@/components/clinical/reason-list';
import { VitalsLine } from '@/components/clinical/vitals-line';
import { LevelBadge } from '@/components/ui/badges';
import { Button } from '@/components/ui/button';
import { LoadingState } from '@/components/ui/states';
import { Ago } from '@/components/ui/time';
import { paths } from '@/config/paths';
import { useDebounced } from '@/lib/use-debounced';

interface DetailProps {
  item: TriageItem;
  onReview: () => void;
  renderAlerts: (patientId: string, zone: string) => ReactNode;
}

export function PatientDetail({ item, onReview, renderAlerts }: DetailProps) {
  const { t } = useTranslation();
  const mayReview = useCan('review.create');
  // Holding j down must not ask (and write an audit entry) for every patient passed.
  const settledId = useDebounced(useDeferredValue(item.patient_id), 200);
  const zone = item.timezone;
  return (
    <div className="stack">
      <header className="stack-sm">
        <div className="row-spread">
          <h2 className="wl-detail-name">{item.patient_name}</h2>
          <LevelBadge level={item.risk_level} score={item.risk_score} />
        </div>
        {/* Two patients may bear one name. */}
        <p className="small muted"><span className="mono">{item.mrn}</span> · {t('triage.age', { count: item.age })}</p>
        <p className="small muted">
          {item.last_reviewed_at ? (
            <>{t('triage.reviewed')} <Ago at={item.last_reviewed_at} zone={zone} />{item.last_reviewed_by ? ` · ${item.last_reviewed_by_name ?? item.last_reviewed_by}` : ''}</>
          ) : t('triage.notReviewed')}
        </p>
        <VitalsLine vitals={item.latest_vitals} max={6} />
        <div className="row">
          <Link className="btn btn-secondary btn-small" to={paths.patient(item.patient_id)}><ExternalLink size={14} aria-hidden="true" />{t('triage.openPatient')}</Link>
          {mayReview ? <Button size="small" icon={<ClipboardCheck size={14} aria-hidden="true" />} onPress={onReview}>{t('triage.markReviewed')}</Button> : null}
        </div>
      </header>
      <section className="stack-sm">
        <h3 className="wl-detail-head">{t('triage.reasons')}</h3>
        <ReasonList reasons={item.reasons} />
      </section>
      <section className="stack-sm">
        <h3 className="wl-detail-head">{t('triage.openAlerts')}</h3>
        {settledId === item.patient_id ? renderAlerts(item.patient_id, zone) : <LoadingState rows={2} />}
      </section>
    </div>
  );
}
