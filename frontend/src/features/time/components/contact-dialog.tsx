/** "I spoke with the patient": who, how, what came of it. Opened by hand; the time is the running segment's. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { toApiError } from '@/api/errors';
import { keys } from '@/api/keys';
import { Button } from '@/components/ui/button';
import { Dialog, DialogActions } from '@/components/ui/dialog';
import { RadioField, TextInput } from '@/components/ui/fields';
import { Form } from '@/components/ui/form';
import { Problem } from '@/components/ui/problem';
import { SelectInput } from '@/components/ui/select';
import { toast } from '@/components/ui/toast';
import { recordContact, type ContactInput } from '../api/timer';
import { useCaregivers } from '../api/caregivers';
import { useTimer } from './timer-context';

const KINDS = ['phone_call', 'video_call', 'portal_message', 'text', 'voicemail', 'letter'] as const;
/** More than nothing; what is no number must not pass for the whole of the running time. */
const MINUTES = '(?=.*[1-9])[0-9]{1,3}([.,][0-9]{1,2})?';
const OUTCOMES = ['reached', 'no_answer', 'left_message', 'sent', 'refused', 'wrong_number'] as const;

export function ContactDialog({ patientId, onClose }: { patientId: string; onClose: () => void }) {
  const { t } = useTranslation();
  const clerk = useTimer()?.clerk;
  const client = useQueryClient();
  const caregivers = useCaregivers(patientId);
  const running = clerk?.running ?? null;
  const [kind, setKind] = useState<(typeof KINDS)[number]>(running?.activity === 'video_call' ? 'video_call' : 'phone_call');
  const [whom, setWhom] = useState('patient');
  const [outcome, setOutcome] = useState<(typeof OUTCOMES)[number]>('reached');
  const [minutes, setMinutes] = useState('');
  const [note, setNote] = useState('');
  const [now] = useState(() => Date.now());
  const record = useMutation({
    mutationFn: (body: ContactInput) => recordContact(body),
    onSuccess: (answer) => {
      clerk?.take(answer.timer);
      toast.success(t('time.contactSaved'));
      void client.invalidateQueries({ queryKey: keys.patient(patientId) });
      onClose();
    },
  });
  const submit = () => {
    const began = running ? Date.parse(running.started_at) : now;
    const offset = clerk?.shown.offset ?? 0;
    // Without a length it is the whole running segment; a length is counted back from the opening of this dialog.
    const lasted = Number(minutes.trim().replace(',', '.'));
    const startedAt = minutes && lasted > 0 ? Math.max(began, now + offset - lasted * 60_000) : null;
    record.mutate({
      patient_id: patientId, kind, outcome, with_whom: whom === 'patient' ? 'patient' : 'caregiver',
      ...(whom === 'patient' ? {} : { caregiver_id: whom }),
      ...(startedAt ? { started_at: new Date(startedAt).toISOString() } : {}),
      ...(note.trim() ? { note: note.trim() } : {}),
    });
  };
  const fields = record.error ? toApiError(record.error).fields : undefined;
  const isLive = kind === 'phone_call' || kind === 'video_call';
  return (
    <Dialog title={t('time.spoke')} isOpen onClose={onClose}>
      <Form className="stack" onSubmit={(event) => { event.preventDefault(); submit(); }}>
        <Problem error={record.error} />
        <div className="time-pair">
          <SelectInput label={t('time.how')} options={KINDS.map((value) => ({ value, label: t(`time.activity.${value}`) }))} value={kind} onChange={setKind} />
          <SelectInput
            label={t('time.withWhom')} value={whom} onChange={setWhom}
            options={[{ value: 'patient', label: t('time.thePatient') }, ...caregivers.map((one) => ({ value: one.id, label: `${one.name} (${one.relationship})` }))]}
          />
        </div>
        <RadioField label={t('time.outcome')} value={outcome} onChange={setOutcome} options={OUTCOMES.map((value) => ({ value, label: t(`time.outcomes.${value}`) }))} />
        {isLive ? null : <p className="time-why">{t('time.neverLive')}</p>}
        <TextInput label={`${t('time.lasted')} (${t('common.optional')})`} hint={t('time.lastedHint')} inputMode="decimal" pattern={MINUTES} value={minutes} onChange={setMinutes} errors={fields?.started_at} />
        <TextInput label={`${t('time.note')} (${t('common.optional')})`} value={note} onChange={setNote} multiline maxLength={4000} />
        <DialogActions>
          <Button onPress={onClose}>{t('common.cancel')}</Button>
          <Button type="submit" kind="primary" busy={record.isPending}>{t('common.save')}</Button>
        </DialogActions>
      </Form>
    </Dialog>
  );
}
