/** The practice's default thresholds. */
import { Pencil } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { usePracticeZone } from '@/api/session/context';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { Dialog } from '@/components/ui/dialog';
import { QueryView } from '@/components/ui/states';
import { toast } from '@/components/ui/toast';
import { usePracticeThresholds, useSavePracticeThresholds } from '../api/thresholds';
import { ThresholdForm } from './threshold-form';
import { ThresholdTable } from './threshold-table';
import { VersionNote } from './version-note';

export function PracticeThresholdsPanel() {
  const { t } = useTranslation();
  const zone = usePracticeZone();
  const query = usePracticeThresholds();
  const save = useSavePracticeThresholds();
  const [editing, setEditing] = useState(false);
  return (
    <QueryView query={query}>
      {(data) => (
        <div className="stack">
          <Card title={t('thresholds.practice')} flush
            action={data.may_edit ? <Button size="small" icon={<Pencil size={14} aria-hidden="true" />} onPress={() => setEditing(true)}>{t('thresholds.edit')}</Button> : null}>
            <ThresholdTable caption={t('thresholds.practice')} thresholds={data} />
          </Card>
          <p className="small muted">{t('thresholds.edge')} {t('thresholds.unverifiedHint')}</p>
          {data.effective.no_reading_days ? <p>{t('thresholds.noReading')} <strong>{t('thresholds.days', { count: data.effective.no_reading_days })}</strong></p> : null}
          <VersionNote title={t('thresholds.version')} version={data.practice} zone={zone} none={t('thresholds.shipped')} />
          <Dialog title={t('thresholds.edit')} isOpen={editing} onClose={() => setEditing(false)} width="wide">
            <ThresholdForm start={data.effective} error={save.error} busy={save.isPending} onCancel={() => setEditing(false)}
              onSave={(input) => save.mutate(input, { onSuccess: () => { setEditing(false); toast.success(t('thresholds.saved')); } })} />
          </Dialog>
        </div>
      )}
    </QueryView>
  );
}
