/** A consent the patient takes back. The last one that covers monitoring ends the monitoring with it. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { toApiError } from '@/api/errors';
import { Button } from '@/components/ui/button';
import { Dialog, DialogActions } from '@/components/ui/dialog';
import { TextInput } from '@/components/ui/fields';
import { Form } from '@/components/ui/form';
import { Problem } from '@/components/ui/problem';
import { toast } from '@/components/ui/toast';
import { useRevokeConsent, type Consent } from '../api/enrollment';

interface RevokeDialogProps {
  patientId: string;
  consent: Consent;
  /** No other consent in force covers monitoring. */
  isLast: boolean;
  onClose: () => void;
}

export function RevokeDialog({ patientId, consent, isLast, onClose }: RevokeDialogProps) {
  const { t } = useTranslation();
  const revoke = useRevokeConsent(patientId, consent.id);
  const [reason, setReason] = useState('');
  const fields = revoke.isError ? toApiError(revoke.error).fields : {};
  const submit = () => revoke.mutate(reason.trim() ? { reason: reason.trim() } : {}, { onSuccess: () => { toast.success(t('enrollment.revokeDone')); onClose(); } });
  return (
    <Dialog title={t('enrollment.revoke')} isOpen onClose={onClose} width="narrow">
      <Form className="stack" onSubmit={submit}>
        <p>{t(isLast && consent.scopes.includes('monitoring') ? 'enrollment.revokeLast' : 'enrollment.revokeText')}</p>
        <Problem error={revoke.error} />
        <TextInput label={t('inventory.reason')} value={reason} onChange={setReason} errors={fields.reason} multiline maxLength={4000} />
        <DialogActions>
          <Button onPress={onClose}>{t('common.cancel')}</Button>
          <Button type="submit" kind="danger" busy={revoke.isPending}>{t('enrollment.revoke')}</Button>
        </DialogActions>
      </Form>
    </Dialog>
  );
}
