/** Ending monitoring: the patient leaves the worklist, plans and an open pause end with it, nothing is deleted. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { toApiError } from '@/api/errors';
import { Button } from '@/components/ui/button';
import { Dialog, DialogActions } from '@/components/ui/dialog';
import { TextInput } from '@/components/ui/fields';
import { Form } from '@/components/ui/form';
import { Problem } from '@/components/ui/problem';
import { SelectInput } from '@/components/ui/select';
import { toast } from '@/components/ui/toast';
import { END_REASONS, useEndEpisode, type EndReason } from '../api/enrollment';

export function EndDialog({ patientId, episodeId, onClose }: { patientId: string; episodeId: string; onClose: () => void }) {
  const { t } = useTranslation();
  const end = useEndEpisode(patientId, episodeId);
  const [reason, setReason] = useState<EndReason | null>(null);
  const [note, setNote] = useState('');
  const fields = end.isError ? toApiError(end.error).fields : {};
  const submit = () => {
    if (reason) end.mutate({ reason, ...(note.trim() ? { note: note.trim() } : {}) }, { onSuccess: () => { toast.success(t('enrollment.endDone')); onClose(); } });
  };
  return (
    <Dialog title={t('enrollment.end')} isOpen onClose={onClose} width="narrow">
      <Form className="stack" onSubmit={submit}>
        <p>{t('enrollment.endText')}</p>
        <Problem error={end.error} />
        <SelectInput label={t('enrollment.endReason')} value={reason} onChange={setReason} errors={fields.reason} isRequired
          options={END_REASONS.map((value) => ({ value, label: t(`enrollment.endReasons.${value}`) }))} />
        <TextInput label={t('enrollment.note')} value={note} onChange={setNote} errors={fields.note} multiline maxLength={4000} />
        <DialogActions>
          <Button onPress={onClose}>{t('common.cancel')}</Button>
          <Button type="submit" kind="danger" busy={end.isPending}>{t('enrollment.end')}</Button>
        </DialogActions>
      </Form>
    </Dialog>
  );
}
