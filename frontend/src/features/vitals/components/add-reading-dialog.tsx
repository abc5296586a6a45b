/** Writing down a reading somebody told: its numbers, when it was measured on the patient's clock, how; then what became of it. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { toApiError } from '@/api/errors';
import { KINDS } from '@/api/queries/typed-reading';
import { useReadingDraft } from '@/components/clinical/reading-draft';
import { isPlaced, ReadingFields } from '@/components/clinical/reading-fields';
import { Button } from '@/components/ui/button';
import { Dialog, DialogActions } from '@/components/ui/dialog';
import { TextInput } from '@/components/ui/fields';
import { Form } from '@/components/ui/form';
import { useLeaveGuard } from '@/components/ui/leave-guard';
import { Problem } from '@/components/ui/problem';
import { SelectInput } from '@/components/ui/select';
import { useLocale } from '@/lib/use-locale';
import { useAddReading } from '../api/add';
import { ARMS, MOST_NOTE, POSTURES, type Arm, type Posture } from './circumstances';
import { StoredReading } from './stored-reading';

interface AddReadingDialogProps {
  patientId: string;
  /** The patient's. */
  zone: string;
  onStored: () => void;
  onClose: () => void;
}

export function AddReadingDialog({ patientId, zone, onStored, onClose }: AddReadingDialogProps) {
  const { t } = useTranslation();
  const { instant } = useLocale();
  const add = useAddReading(patientId);
  const changed = () => { if (!add.isPending) add.reset(); };
  const draft = useReadingDraft({ kinds: KINDS, zone, refusesAhead: true, onChange: changed });
  const [posture, setPosture] = useState<Posture | 'unsaid'>('unsaid');
  const [arm, setArm] = useState<Arm | 'unsaid'>('unsaid');
  const [note, setNote] = useState('');
  const { guard, leave } = useLeaveGuard(draft.isTyped || note.trim() !== '');
  const refused = add.isError ? toApiError(add.error).fields : {};
  const isPressure = draft.chosen?.kind === 'blood_pressure';

  const submit = () => {
    const taken = add.isPending ? null : draft.take();
    if (!taken) return;
    const context = {
      ...(isPressure && posture !== 'unsaid' ? { posture } : {}), ...(isPressure && arm !== 'unsaid' ? { arm } : {}), ...(note.trim() ? { note: note.trim() } : {}),
    };
    add.mutate(
      { path: taken.path, body: { patient_id: patientId, ...taken.body, ...(Object.keys(context).length ? { context } : {}) } },
      { onSuccess: () => { draft.clear(); setNote(''); setPosture('unsaid'); setArm('unsaid'); onStored(); } },
    );
  };
  if (add.isSuccess) {
    return (
      <Dialog title={t('typed.add')} isOpen onClose={onClose}>
        <StoredReading answer={add.data} zone={zone} />
        <DialogActions>
          <Button onPress={() => add.reset()}>{t('typed.another')}</Button>
          <Button kind="primary" autoFocus onPress={onClose}>{t('common.close')}</Button>
        </DialogActions>
      </Dialog>
    );
  }
  const hint = `${draft.at ? `${instant(draft.at.toISOString(), zone)} · ` : ''}${t('typed.zone', { zone })}`;
  return (
    <Dialog title={t('typed.add')} isOpen onClose={() => leave(onClose)}>
      <Form className="stack" onSubmit={submit}>
        {guard}
        <p className="small muted">{t('typed.lead')}</p>
        <ReadingFields draft={draft} refused={refused} timeHint={hint}>
          {isPressure ? (
            <>
              <SelectInput label={t('typed.posture')} value={posture} onChange={setPosture}
                options={(['unsaid', ...POSTURES] as const).map((value) => ({ value, label: t(`typed.postures.${value}`) }))} />
              <SelectInput label={t('typed.arm')} value={arm} onChange={setArm}
                options={(['unsaid', ...ARMS] as const).map((value) => ({ value, label: t(`typed.arms.${value}`) }))} />
            </>
          ) : null}
        </ReadingFields>
        <TextInput label={`${t('typed.note')} (${t('common.optional')})`} hint={t('typed.noteHint')} value={note} maxLength={MOST_NOTE}
          errors={refused['context.note'] ?? refused.context} onChange={(text) => { changed(); setNote(text); }} />
        {add.isError && !isPlaced(refused, draft, 'context', 'context.note') ? <Problem error={add.error} /> : null}
        <DialogActions>
          <Button onPress={() => leave(onClose)}>{t('common.cancel')}</Button>
          <Button type="submit" kind="primary" busy={add.isPending}>{t('typed.store')}</Button>
        </DialogActions>
      </Form>
    </Dialog>
  );
}
