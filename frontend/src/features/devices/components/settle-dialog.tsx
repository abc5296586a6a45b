/** All stray readings of a device that by the assignments are one patient's, settled at once, with the reason. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { toApiError } from '@/api/errors';
import { Button } from '@/components/ui/button';
import { Dialog, DialogActions } from '@/components/ui/dialog';
import { TextInput } from '@/components/ui/fields';
import { Form } from '@/components/ui/form';
import { Problem } from '@/components/ui/problem';
import { toast } from '@/components/ui/toast';
import { useSettleStrays } from '../api/strays';

export interface Settling {
  patientId: string;
  name: string;
}

export function SettleDialog({ deviceId, settling, onClose }: { deviceId: string; settling: Settling; onClose: () => void }) {
  const { t } = useTranslation();
  const settle = useSettleStrays(deviceId);
  const [reason, setReason] = useState('');
  const fields = settle.isError ? toApiError(settle.error).fields : {};
  const submit = () => settle.mutate({ patient_id: settling.patientId, reason: reason.trim() }, {
    onSuccess: ({ moved, kept }) => { toast.success(t('strays.settled', { count: moved + kept })); onClose(); },
  });
  return (
    <Dialog title={t('strays.settle', { name: settling.name })} isOpen onClose={onClose}>
      <Form className="stack" onSubmit={(event) => { event.preventDefault(); submit(); }}>
        <Problem error={settle.error} />
        <p>{t('strays.settleText', { name: settling.name })}</p>
        <TextInput label={t('correction.reason')} value={reason} onChange={setReason} errors={fields.reason} multiline isRequired maxLength={1000} />
        <DialogActions>
          <Button onPress={onClose}>{t('common.cancel')}</Button>
          <Button type="submit" kind="primary" busy={settle.isPending}>{t('common.confirm')}</Button>
        </DialogActions>
      </Form>
    </Dialog>
  );
}
