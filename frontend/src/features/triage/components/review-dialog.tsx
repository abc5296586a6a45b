/** Marking a patient as reviewed, with a note if there is something to say. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { Dialog, DialogActions } from '@/components/ui/dialog';
import { TextInput } from '@/components/ui/fields';
import { Form } from '@/components/ui/form';
import { Problem } from '@/components/ui/problem';
import { toast } from '@/components/ui/toast';
import { useReview } from '../api/worklist';

export function ReviewDialog({ patientId, patientName, onClose }: { patientId: string; patientName: string; onClose: () => void }) {
  const { t } = useTranslation();
  const [note, setNote] = useState('');
  const review = useReview();
  const submit = () =>
    review.mutate(
      { patient_id: patientId, ...(note.trim() ? { note: note.trim() } : {}) },
      { onSuccess: () => { toast.success(t('triage.reviewSaved')); onClose(); } },
    );
  return (
    <Dialog title={t('triage.reviewTitle', { name: patientName })} isOpen onClose={onClose}>
      <Form className="stack" onSubmit={(event) => { event.preventDefault(); submit(); }}>
        <Problem error={review.error} />
        <TextInput label={`${t('triage.reviewNote')} (${t('common.optional')})`} value={note} onChange={setNote} multiline maxLength={2000} autoFocus />
        <DialogActions>
          <Button onPress={onClose}>{t('common.cancel')}</Button>
          <Button type="submit" kind="primary" busy={review.isPending}>{t('triage.markReviewed')}</Button>
        </DialogActions>
      </Form>
    </Dialog>
  );
}
