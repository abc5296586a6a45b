/** A patient's thresholds beside the practice's; clinicians may set their own. */
import { Pencil } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { Dialog } from '@/components/ui/dialog';
import { QueryView } from '@/components/ui/states';
import { toast } from '@/components/ui/toast';
import { usePatientThresholds, usePracticeThresholds, useSavePatientThresholds, type ThresholdInput } from '../api/thresholds';
import { ThresholdForm } from './threshold-form';
import { ThresholdTable } from './threshold-table';
import { VersionNote } from './version-note';

export function PatientThresholdsPanel({ patientId, zone }: { patientId: string; zone: string }) {
  const { t } = useTranslation();
  const query = usePatientThresholds(patientId);
  const practice = usePracticeThresholds();
  const save = useSavePatientThresholds(patientId);
  const [editing, setEditing] = useState(false);
  const finish = (input: ThresholdInput | null) =>
    save.mutate(input, { onSuccess: () => { setEditing(false); toast.success(t('thresholds.saved')); } });
  return (
    <QueryView query={query}>
      {(data) => (
        <div className="stack">
          <Card title={t('thresholds.effective')} flush
            action={data.may_edit ? <Button size="small" icon={<Pencil size={14} aria-hidden="true" />} onPress={() => setEditing(true)}>{t('thresholds.edit')}</Button> : null}>
            <ThresholdTable caption={t('thresholds.effective')} thresholds={data} />
          </Card>
          <p className="small muted">{t('thresholds.edge')} {data.may_edit ? '' : t('thresholds.clinician')}</p>
          {data.effective.no_reading_days ? <p>{t('thresholds.noReading')} <strong>{t('thresholds.days', { count: data.effective.no_reading_days })}</strong></p> : null}
          <div className="grid-2">
            <VersionNote title={t('thresholds.own')} version={data.own} zone={zone} none={t('thresholds.inherits')} />
            <VersionNote title={t('thresholds.practice')} version={data.practice} zone={zone} none={t('thresholds.shipped')} />
          </div>
          <Dialog title={t('thresholds.edit')} isOpen={editing} onClose={() => setEditing(false)} width="wide">
            <QueryView query={practice}>
              {(own) => (
                <ThresholdForm start={data.own?.rules ?? null} fallback={own.effective} error={save.error} busy={save.isPending}
                  onCancel={() => setEditing(false)} onSave={finish} onClear={data.own ? () => finish(null) : undefined} />
              )}
            </QueryView>
          </Dialog>
        </div>
      )}
    </QueryView>
  );
}
