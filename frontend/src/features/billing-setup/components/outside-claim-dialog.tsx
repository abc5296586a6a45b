/** Writing down a line another practice billed. */
import { useState } from 'react';
import { Form } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { toApiError } from '@/api/errors';
import { Button } from '@/components/ui/button';
import { Dialog, DialogActions } from '@/components/ui/dialog';
import { TextInput } from '@/components/ui/fields';
import { Problem } from '@/components/ui/problem';
import { toast } from '@/components/ui/toast';
import { useAddOutsideClaim, type OutsideClaimInput } from '../api/coverage';
import { orNull } from './blank';

export function OutsideClaimDialog({ patientId, onClose }: { patientId: string; onClose: () => void }) {
  const { t } = useTranslation();
  const add = useAddOutsideClaim(patientId);
  const [form, setForm] = useState<OutsideClaimInput>({ cpt_code: '', period_start: '', period_end: '', units: 1, source: '' });
  const fields = add.isError ? toApiError(add.error).fields : {};
  const change = (part: Partial<OutsideClaimInput>) => setForm({ ...form, ...part });
  return (
    <Dialog title={t('outside.add')} isOpen onClose={onClose}>
      <Form className="stack" onSubmit={(event) => {
        event.preventDefault();
        add.mutate({ ...form, service_date: orNull(form.service_date) }, { onSuccess: () => { toast.success(t('common.saved')); onClose(); } });
      }}>
        <Problem error={add.error} />
        <div className="grid-2">
          <TextInput label={t('rules.code')} hint={t('outside.codeHint')} inputMode="numeric" value={form.cpt_code} onChange={(cpt_code) => change({ cpt_code })} errors={fields.cpt_code} maxLength={5} isRequired />
          <TextInput label={t('outside.units')} inputMode="numeric" pattern="[1-9]" value={form.units ? String(form.units) : ''} onChange={(text) => change({ units: Number(text) || 0 })} errors={fields.units} isRequired />
          <TextInput label={t('outside.start')} type="date" value={form.period_start} onChange={(period_start) => change({ period_start })} errors={fields.period_start} isRequired />
          <TextInput label={t('outside.end')} type="date" value={form.period_end} onChange={(period_end) => change({ period_end })} errors={fields.period_end} isRequired />
          <TextInput label={t('outside.service')} hint={t('outside.serviceHint')} type="date" value={form.service_date ?? ''} onChange={(service_date) => change({ service_date })} errors={fields.service_date} />
          <TextInput label={t('outside.source')} hint={t('outside.sourceHint')} value={form.source} onChange={(source) => change({ source })} errors={fields.source} maxLength={100} isRequired />
        </div>
        <DialogActions>
          <Button onPress={onClose}>{t('common.cancel')}</Button>
          <Button type="submit" kind="primary" busy={add.isPending}>{t('common.save')}</Button>
        </DialogActions>
      </Form>
    </Dialog>
  );
}
