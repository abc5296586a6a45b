/** What can be done with a claim where it stands, and its forms. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { useCan } from '@/api/session/context';
import { Button } from '@/components/ui/button';
import { Dialog, DialogActions } from '@/components/ui/dialog';
import { Problem } from '@/components/ui/problem';
import { saveBlob, saveFile } from '@/components/ui/save-file';
import { Table } from '@/components/ui/table';
import { toast } from '@/components/ui/toast';
import { paths } from '@/config/paths';
import { useClaimAct, useClaimForm, useFhirFile, useResubmit, type ClaimAct, type ClaimDetail } from '../api/claims';

const OPEN: string[] = ['blocked', 'ready'];
const DONE: string[] = ['rejected', 'denied', 'part', 'paid', 'reversed'];

export function ClaimActs({ claim }: { claim: ClaimDetail }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [mayWrite, maySubmit] = [useCan('billing.write'), useCan('billing.submit')];
  const [act, again, form, fhir] = [useClaimAct(claim.id), useResubmit(), useClaimForm(claim.id), useFhirFile(claim.id)];
  const [isForm, setIsForm] = useState(false);
  const isOpen = OPEN.includes(claim.status);
  const run = (name: ClaimAct) => act.mutate(name, { onSuccess: () => toast.success(t(`claims.done.${name}`)) });
  const resend = () => again.mutate(claim.id, { onSuccess: ({ claim_ids: [made] }) => { if (made) void navigate(paths.billing(`claims/${made}`)); } });
  const asksReopening = isOpen && claim.corrects_id !== null && claim.problems.length > 0 && claim.problems.every((one) => one.code === 'frequency_not_taken');
  return (
    <>
      <div className="toolbar">
        {isOpen && mayWrite ? <Button kind="primary" busy={act.isPending} onPress={() => run('check')}>{t('claims.check')}</Button> : null}
        {isOpen && maySubmit ? <Button kind="danger" busy={act.isPending} onPress={() => run('cancel')}>{t('claims.cancel')}</Button> : null}
        {asksReopening && maySubmit ? <Button busy={act.isPending} onPress={() => run('reopening')}>{t('claims.reopening')}</Button> : null}
        {DONE.includes(claim.status) && claim.corrected_by_id === null && maySubmit ? <Button busy={again.isPending} onPress={resend}>{t('claims.again')}</Button> : null}
        <Button busy={form.isPending} onPress={() => form.mutate(undefined, { onSuccess: () => setIsForm(true) })}>{t('claims.form')}</Button>
        <Button busy={fhir.isPending} onPress={() => fhir.mutate(undefined, { onSuccess: (blob) => saveBlob(`${claim.number}-fhir.json`, blob) })}>{t('claims.fhir')}</Button>
      </div>
      <Problem error={act.error ?? again.error ?? form.error ?? fhir.error} />
      {isForm && form.data ? <FormDialog number={claim.number} forms={form.data.forms} onClose={() => setIsForm(false)} /> : null}
    </>
  );
}

function FormDialog({ number, forms, onClose }: { number: string; forms: Record<string, string>[]; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Dialog title={t('claims.formOf', { number })} isOpen onClose={onClose} width="wide">
      {forms.map((boxes, index) => (
        <Table
          key={index} dense caption={t('claims.formPage', { page: index + 1, pages: forms.length })} rows={Object.entries(boxes)} rowKey={([box]) => box}
          columns={[{ key: 'box', header: t('claims.box'), isRowHeader: true, cell: ([box]) => box }, { key: 'value', header: t('claims.value'), cell: ([, value]) => value || '—' }]}
        />
      ))}
      <DialogActions>
        <Button onPress={() => saveFile(`${number}-cms1500.json`, JSON.stringify(forms, null, 2), 'application/json')}>{t('claims.keepForm')}</Button>
        <Button kind="primary" onPress={onClose}>{t('common.close')}</Button>
      </DialogActions>
    </Dialog>
  );
}
