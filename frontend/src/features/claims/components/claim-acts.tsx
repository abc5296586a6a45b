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
import { useClaimAct, useClaimForm, useFhirFile, useFormPdf, useResubmit, type ClaimAct, type ClaimDetail } from '../api/claims';
import { VoidDialog } from './void-dialog';

const OPEN: string[] = ['blocked', 'ready'];
const DONE: string[] = ['rejected', 'denied', 'part', 'paid', 'reversed'];

export function ClaimActs({ claim }: { claim: ClaimDetail }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [mayWrite, maySubmit] = [useCan('billing.write'), useCan('billing.submit')];
  const [act, again, form, fhir] = [useClaimAct(claim.id), useResubmit(), useClaimForm(claim.id), useFhirFile(claim.id)];
  const [isForm, setIsForm] = useState(false);
  const [isVoid, setIsVoid] = useState(false);
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
        {claim.can_void && maySubmit ? <Button kind="danger" onPress={() => setIsVoid(true)}>{t('claims.void')}</Button> : null}
        <Button busy={form.isPending} onPress={() => form.mutate(undefined, { onSuccess: () => setIsForm(true) })}>{t('claims.form')}</Button>
        <Button busy={fhir.isPending} onPress={() => fhir.mutate(undefined, { onSuccess: (blob) => saveBlob(`${claim.number}-fhir.json`, blob) })}>{t('claims.fhir')}</Button>
      </div>
      <Problem error={act.error ?? again.error ?? form.error ?? fhir.error} />
      {isVoid ? <VoidDialog claim={claim} onClose={() => setIsVoid(false)} /> : null}
      {isForm && form.data ? <FormDialog claim={claim} forms={form.data.forms} onClose={() => setIsForm(false)} /> : null}
    </>
  );
}

function FormDialog({ claim: { id, number }, forms, onClose }: { claim: ClaimDetail; forms: Record<string, string>[]; onClose: () => void }) {
  const { t } = useTranslation();
  const pdf = useFormPdf(id);
  return (
    <Dialog title={t('claims.formOf', { number })} isOpen onClose={onClose} width="wide">
      {forms.map((boxes, index) => (
        <Table
          key={index} dense caption={t('claims.formPage', { page: index + 1, pages: forms.length })} rows={Object.entries(boxes)} rowKey={([box]) => box}
          columns={[{ key: 'box', header: t('claims.box'), isRowHeader: true, cell: ([box]) => box }, { key: 'value', header: t('claims.value'), cell: ([, value]) => value || '—' }]}
        />
      ))}
      <p className="small muted">{t('claims.formPdfLead')}</p>
      <Problem error={pdf.error} />
      <DialogActions>
        <Button busy={pdf.isPending} onPress={() => pdf.mutate(undefined, { onSuccess: (blob) => saveBlob(`${number}-cms1500.pdf`, blob) })}>{t('claims.formPdf')}</Button>
        <Button onPress={() => saveFile(`${number}-cms1500.json`, JSON.stringify(forms, null, 2), 'application/json')}>{t('claims.keepForm')}</Button>
        <Button kind="primary" onPress={onClose}>{t('common.close')}</Button>
      </DialogActions>
    </Dialog>
  );
}
