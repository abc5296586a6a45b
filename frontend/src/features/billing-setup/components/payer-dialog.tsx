/** Adding a payer, changing it, or retiring it; what is wrong stands at its field. */
import { useState } from 'react';
import { Form } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { toApiError } from '@/api/errors';
import { Button } from '@/components/ui/button';
import { Dialog, DialogActions } from '@/components/ui/dialog';
import { CheckBox, TextInput } from '@/components/ui/fields';
import { Problem } from '@/components/ui/problem';
import { SelectInput } from '@/components/ui/select';
import { toast } from '@/components/ui/toast';
import { PAYER_KINDS, useSavePayer, type Payer, type PayerInput } from '../api/setup';

const NEW: PayerInput = { name: '', kind: 'medicare_b', payer_code: '', rule_payer: 'cms', takes_frequency_codes: false, wants_ordering_npi: false, timely_filing_days: 365, is_active: true };

/** What may be sent back: the rest of what was read is the server's. The filing indicator of a new payer follows its kind. */
function draftOf(payer: Payer): PayerInput {
  return {
    name: payer.name, kind: payer.kind, payer_code: payer.payer_code ?? '', rule_payer: payer.rule_payer ?? 'cms', filing_indicator: payer.filing_indicator ?? '', takes_frequency_codes: payer.takes_frequency_codes ?? false,
    wants_ordering_npi: payer.wants_ordering_npi ?? false, timely_filing_days: payer.timely_filing_days ?? 365, is_active: payer.is_active ?? true,
  };
}

export function PayerDialog({ payer, onClose }: { payer: Payer | null; onClose: () => void }) {
  const { t } = useTranslation();
  const [form, setForm] = useState<PayerInput>(() => (payer ? draftOf(payer) : NEW));
  const save = useSavePayer(payer?.id ?? null);
  const fields = save.isError ? toApiError(save.error).fields : {};
  const change = (part: Partial<PayerInput>) => setForm({ ...form, ...part });
  return (
    <Dialog title={payer ? t('billingSetup.changeOne', { name: payer.name }) : t('billingSetup.addPayer')} isOpen onClose={onClose}>
      <Form className="stack" onSubmit={(event) => { event.preventDefault(); save.mutate(form, { onSuccess: () => { toast.success(t('common.saved')); onClose(); } }); }}>
        <Problem error={save.error} />
        <TextInput label={t('common.name')} value={form.name} onChange={(name) => change({ name })} errors={fields.name} maxLength={100} isRequired />
        <div className="grid-2">
          <SelectInput label={t('billingSetup.kind')} value={form.kind} onChange={(kind) => change({ kind })} errors={fields.kind} options={PAYER_KINDS.map((value) => ({ value, label: t(`billingSetup.payerKinds.${value}`) }))} />
          <TextInput label={t('billingSetup.payerCode')} hint={t('billingSetup.payerCodeHint')} value={form.payer_code ?? ''} onChange={(payer_code) => change({ payer_code })} errors={fields.payer_code} maxLength={80} isRequired={form.kind !== 'self_pay'} />
          <TextInput label={t('billingSetup.rulesOf')} hint={t('billingSetup.rulesOfHint')} value={form.rule_payer ?? ''} onChange={(rule_payer) => change({ rule_payer })} errors={fields.rule_payer} maxLength={32} isRequired />
          <TextInput label={t('billingSetup.filing')} hint={t('billingSetup.filingHint')} inputMode="numeric" pattern="[0-9]{1,3}" value={String(form.timely_filing_days ?? '')} onChange={(text) => change({ timely_filing_days: Number(text) || 0 })} errors={fields.timely_filing_days} isRequired />
          {payer ? <TextInput label={t('billingSetup.indicator')} value={form.filing_indicator ?? ''} onChange={(filing_indicator) => change({ filing_indicator })} errors={fields.filing_indicator} maxLength={2} isRequired /> : null}
        </div>
        <CheckBox isSelected={form.takes_frequency_codes ?? false} onChange={(takes_frequency_codes) => change({ takes_frequency_codes })}>{t('billingSetup.takesReplacements')}</CheckBox>
        <CheckBox isSelected={form.wants_ordering_npi ?? false} onChange={(wants_ordering_npi) => change({ wants_ordering_npi })}>{t('billingSetup.wantsOrdering')}</CheckBox>
        {payer ? <CheckBox isSelected={form.is_active ?? true} onChange={(is_active) => change({ is_active })}>{t('billingSetup.inUse')}</CheckBox> : null}
        <DialogActions>
          <Button onPress={onClose}>{t('common.cancel')}</Button>
          <Button type="submit" kind="primary" busy={save.isPending}>{t('common.save')}</Button>
        </DialogActions>
      </Form>
    </Dialog>
  );
}
