/** A patient's thresholds beside the practice's; clinicians may set their own. */
import { Pencil } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCan } from '@/api/session/context';
import type { ThresholdSet } from '@/api/types';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { Dialog } from '@/components/ui/dialog';
import { EmptyState, QueryView } from '@/components/ui/states';
import { toast } from '@/components/ui/toast';
import { useLocale } from '@/lib/use-locale';
import { usePatientThresholds, useSavePatientThresholds } from '../api/thresholds';
import { ThresholdForm } from './threshold-form';
import { ThresholdTable } from './threshold-table';

export function PatientThresholdsPanel({ patientId, zone }: { patientId: string; zone: string }) {
  const { t } = useTranslation();
  const query = usePatientThresholds(patientId);
  const save = useSavePatientThresholds(patientId);
  const mayEdit = useCan('threshold.write_patient');
  const [editing, setEditing] = useState(false);
  return (
    <QueryView query={query} isEmpty={(data) => data.effective.limits.length === 0 && !mayEdit} empty={<EmptyState title={t('thresholds.none')} />}>
      {(data) => (
        <div className="stack">
          <Card title={t('thresholds.effective')} flush
            action={mayEdit && data.can_edit ? <Button size="small" icon={<Pencil size={14} aria-hidden="true" />} onPress={() => setEditing(true)}>{t('thresholds.edit')}</Button> : null}>
            <ThresholdTable caption={t('thresholds.effective')} limits={data.effective.limits} own={data.own?.limits ?? []} />
          </Card>
          <p className="small muted">{t('thresholds.edge')} {mayEdit ? '' : t('thresholds.clinician')}</p>
          {data.effective.no_reading_days ? <p>{t('thresholds.noReading')} <strong>{t('thresholds.days', { count: data.effective.no_reading_days })}</strong></p> : null}
          <div className="grid-2">
            <Provenance title={t('thresholds.own')} set={data.own} zone={zone} />
            <Provenance title={t('thresholds.practice')} set={data.practice} zone={zone} />
          </div>
          <Dialog title={t('thresholds.edit')} isOpen={editing} onClose={() => setEditing(false)} width="wide">
            <ThresholdForm start={data.own} fallback={data.practice} hint={t('thresholds.clear')} error={save.error} busy={save.isPending} onCancel={() => setEditing(false)}
              onSave={(input) => save.mutate(input, { onSuccess: () => { setEditing(false); toast.success(t('thresholds.saved')); } })} />
          </Dialog>
        </div>
      )}
    </QueryView>
  );
}

function Provenance({ title, set, zone }: { title: string; set: ThresholdSet | null; zone: string }) {
  const { t } = useTranslation();
  const { instant } = useLocale();
  return (
    <Card title={title}>
      {set?.effective_from ? (
        <p className="small">
          {t('thresholds.setBy', { name: set.set_by ?? t('common.system'), date: instant(set.effective_from, zone) })}
          {set.version ? ` · ${t('thresholds.version')} ${set.version}` : ''}
        </p>
      ) : <p className="small muted">{set ? '—' : t('thresholds.inherits')}</p>}
    </Card>
  );
}
