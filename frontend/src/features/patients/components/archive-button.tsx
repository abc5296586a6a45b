/** Archiving a patient and bringing them back; nothing is deleted. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { Dialog, DialogActions } from '@/components/ui/dialog';
import { Problem } from '@/components/ui/problem';
import { toast } from '@/components/ui/toast';
import { useArchive } from '../api/patients';

export function ArchiveButton({ patientId, active }: { patientId: string; active: boolean }) {
  const { t } = useTranslation();
  const archive = useArchive(patientId);
  const [asking, setAsking] = useState(false);
  const act = active ? 'archive' : 'unarchive';
  const run = () =>
    archive.mutate(act, { onSuccess: () => { setAsking(false); toast.success(t(active ? 'patient.archiveDone' : 'patient.unarchiveDone')); } });
  return (
    <>
      <Button onPress={() => setAsking(true)}>{t(`patient.${act}`)}</Button>
      <Dialog title={t(`patient.${act}`)} isOpen={asking} onClose={() => setAsking(false)} width="narrow">
        {active ? <p>{t('patient.archiveText')}</p> : null}
        <Problem error={archive.error} />
        <DialogActions>
          <Button onPress={() => setAsking(false)}>{t('common.cancel')}</Button>
          <Button kind="primary" busy={archive.isPending} onPress={run}>{t('common.confirm')}</Button>
        </DialogActions>
      </Dialog>
    </>
  );
}
