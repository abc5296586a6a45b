/** A payer's plans: adding one, retiring one. Coverage that names a retired plan keeps it. */
import { useState } from 'react';
import { Form } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { toApiError } from '@/api/errors';
import { Tag } from '@/components/ui/badges';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { TextInput } from '@/components/ui/fields';
import { Problem } from '@/components/ui/problem';
import { useAddPlan, useRetirePlan, type Payer } from '../api/setup';

export function PlansDialog({ payer, onClose }: { payer: Payer; onClose: () => void }) {
  const { t } = useTranslation();
  const [name, setName] = useState('');
  const add = useAddPlan(payer.id);
  const retire = useRetirePlan();
  return (
    <Dialog title={t('billingSetup.plansOf', { name: payer.name })} isOpen onClose={onClose}>
      <div className="stack">
        <Problem error={retire.error} />
        {payer.plans.length === 0 ? <p className="muted">{t('billingSetup.noPlans')}</p> : (
          <ul className="plan-list">
            {payer.plans.map((plan) => (
              <li key={plan.id}>
                <span>{plan.name}</span>
                {plan.is_active
                  ? <Button size="small" kind="quiet" aria-label={t('billingSetup.retireOne', { name: plan.name })} busy={retire.isPending && retire.variables === plan.id} onPress={() => retire.mutate(plan.id)}>{t('billingSetup.retire')}</Button>
                  : <Tag>{t('billingSetup.retired')}</Tag>}
              </li>
            ))}
          </ul>
        )}
        <Form className="stack-sm" onSubmit={(event) => { event.preventDefault(); add.mutate(name.trim(), { onSuccess: () => setName('') }); }}>
          <Problem error={add.error} />
          <TextInput label={t('billingSetup.newPlan')} value={name} onChange={setName} errors={add.isError ? toApiError(add.error).fields.name : undefined} maxLength={100} isRequired />
          <div><Button type="submit" kind="primary" busy={add.isPending}>{t('common.add')}</Button></div>
        </Form>
      </div>
    </Dialog>
  );
}
