/** Taking a claim back at its payer: a claim of its own, with a reason that stays on record. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { Button } from '@/components/ui/button';
import { Dialog, DialogActions } from '@/components/ui/dialog';
import { Problem } from '@/components/ui/problem';
import { SelectInput } from '@/components/ui/select';
import { toast } from '@/components/ui/toast';
import { paths } from '@/config/paths';
import { useVoidClaim, VOID_REASONS, type ClaimDetail, type VoidReason } from '../api/claims';

export function VoidDialog({ claim, onClose }: { claim: ClaimDetail; onClose: () => void }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [reason, setReason] = useState<VoidReason>('entered_in_error');
  const take = useVoidClaim(claim.id);
  const submit = () => take.mutate(reason, { onSuccess: ({ id }) => { toast.success(t('claims.voidMade')); onClose(); void navigate(paths.billing(`claims/${id}`)); } });
  return (
    <Dialog title={t('claims.voidOne', { number: claim.number })} isOpen onClose={onClose} width="narrow">
      <p>{t('claims.voidLead')}</p>
      <Problem error={take.error} />
      <SelectInput label={t('common.reason')} value={reason} onChange={setReason} options={VOID_REASONS.map((value) => ({ value, label: t(`claims.voidReasons.${value}`) }))} />
      <DialogActions>
        <Button onPress={onClose}>{t('common.cancel')}</Button>
        <Button kind="danger" busy={take.isPending} onPress={submit}>{t('claims.void')}</Button>
      </DialogActions>
    </Dialog>
  );
}
