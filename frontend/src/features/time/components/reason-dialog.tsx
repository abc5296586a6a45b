/** An act on an entry that wants a reason: withdraw, refuse, resolve what is held. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { Dialog, DialogActions } from '@/components/ui/dialog';
import { TextInput } from '@/components/ui/fields';
import { Form } from '@/components/ui/form';
import { Problem } from '@/components/ui/problem';
import { toast } from '@/components/ui/toast';
import { useEntryAct } from '../api/entries';

export type ReasonedAct = 'withdraw' | 'reject' | 'resolve-hold';
const TITLES = { withdraw: 'time.withdraw', reject: 'time.reject', 'resolve-hold': 'time.resolve' } as const;
const LEADS = { withdraw: 'time.withdrawLead', reject: 'time.rejectLead', 'resolve-hold': 'time.resolveLead' } as const;

export function ReasonDialog({ act, id, patientId, onClose }: { act: ReasonedAct; id: string; patientId: string; onClose: () => void }) {
  const { t } = useTranslation();
  const [reason, setReason] = useState('');
  const doing = useEntryAct(patientId);
  const submit = () =>
    doing.mutate({ act, id, body: { reason } }, {
      onSuccess: (answer) => { toast.success(t(answer.standing === 'waiting' ? 'time.waits' : 'time.saved')); onClose(); },
    });
  return (
    <Dialog title={t(TITLES[act])} isOpen onClose={onClose} width="narrow">
      <Form className="stack" onSubmit={(event) => { event.preventDefault(); submit(); }}>
        <p>{t(LEADS[act])}</p>
        <Problem error={doing.error} />
        <TextInput label={t('common.reason')} value={reason} onChange={setReason} isRequired multiline maxLength={2000} />
        <DialogActions>
          <Button onPress={onClose}>{t('common.cancel')}</Button>
          <Button type="submit" kind="primary" busy={doing.isPending}>{t(TITLES[act])}</Button>
        </DialogActions>
      </Form>
    </Dialog>
  );
}
