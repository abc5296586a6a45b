/** Insurance as on the card, from a day on. */
import { useState } from 'react';
import { Form } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { toApiError } from '@/api/errors';
import { Button } from '@/components/ui/button';
import { Dialog, DialogActions } from '@/components/ui/dialog';
import { TextInput } from '@/components/ui/fields';
import { Problem } from '@/components/ui/problem';
import { SelectInput } from '@/components/ui/select';
import { toast } from '@/components/ui/toast';
import { RELATIONSHIPS, useAddCoverage, type CoverageInput } from '../api/coverage';
import { usePayers } from '../api/setup';
import { orNull } from './blank';

const RANKS = ['1', '2', '3'] as const;

export function CoverageDialog({ patientId, today, onClose }: { patientId: string; today: string; onClose: () => void }) {
  const { t } = useTranslation();
  const payers = usePayers();
  const add = useAddCoverage(patientId);
  const [form, setForm] = useState<CoverageInput>({ payer_id: '', payer_plan_id: null, rank: 1, member_id: '', group_number: '', relationship: '18', valid_from: today, valid_to: null });
  const [verified, setVerified] = useState('');
  const fields = add.isError ? toApiError(add.error).fields : {};
  const change = (part: Partial<CoverageInput>) => setForm({ ...form, ...part });
  const active = (payers.data?.results ?? []).filter((payer) => payer.is_active !== false);
  const plans = active.find((payer) => payer.id === form.payer_id)?.plans.filter((plan) => plan.is_active) ?? [];
  return (
    <Dialog title={t('coverage.add')} isOpen onClose={onClose}>
      <Form className="stack" onSubmit={(event) => {
        event.preventDefault();
        add.mutate({ ...form, valid_to: orNull(form.valid_to), verified_on: orNull(verified) }, { onSuccess: () => { toast.success(t('common.saved')); onClose(); } });
      }}>
        <Problem error={add.error ?? payers.error} />
        {payers.isSuccess && active.length === 0 ? <p className="notice notice-warning">{t('coverage.noPayer')}</p> : null}
        <div className="grid-2">
          <SelectInput label={t('billingSetup.payer')} value={orNull(form.payer_id)} onChange={(payer_id) => change({ payer_id, payer_plan_id: null })} options={active.map((payer) => ({ value: payer.id, label: payer.name }))} errors={fields.payer_id} isRequired />
          {plans.length ? <SelectInput label={t('coverage.plan')} value={form.payer_plan_id ?? null} onChange={(payer_plan_id) => change({ payer_plan_id })} options={plans.map((plan) => ({ value: plan.id, label: plan.name }))} errors={fields.payer_plan_id} /> : null}
          <SelectInput label={t('coverage.rank')} value={String(form.rank ?? 1) as (typeof RANKS)[number]} onChange={(rank) => change({ rank: Number(rank) })} options={RANKS.map((value) => ({ value, label: t(`coverage.ranks.${value}`) }))} errors={fields.rank} />
          <TextInput label={t('coverage.memberId')} hint={t('coverage.memberHint')} value={form.member_id} onChange={(member_id) => change({ member_id })} errors={fields.member_id} maxLength={30} isRequired />
          <TextInput label={t('coverage.group')} value={form.group_number ?? ''} onChange={(group_number) => change({ group_number })} errors={fields.group_number} maxLength={30} />
          <SelectInput label={t('coverage.relationship')} value={form.relationship ?? '18'} onChange={(relationship) => change({ relationship })} options={RELATIONSHIPS.map((value) => ({ value, label: t(`coverage.relationships.${value}`) }))} errors={fields.relationship} />
          <TextInput label={t('coverage.from')} type="date" value={form.valid_from} onChange={(valid_from) => change({ valid_from })} errors={fields.valid_from} isRequired />
          <TextInput label={t('coverage.endsOn')} type="date" value={form.valid_to ?? ''} onChange={(valid_to) => change({ valid_to })} errors={fields.valid_to} />
          <TextInput label={t('coverage.verifiedOn')} type="date" value={verified} onChange={setVerified} errors={fields.verified_on} />
        </div>
        <DialogActions>
          <Button onPress={onClose}>{t('common.cancel')}</Button>
          <Button type="submit" kind="primary" busy={add.isPending} isDisabled={!form.payer_id}>{t('common.save')}</Button>
        </DialogActions>
      </Form>
    </Dialog>
  );
}
