/** Adding or changing a provider on claims. Kind and NPI cannot change: another number is another provider. */
import { useState } from 'react';
import { Form } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { toApiError } from '@/api/errors';
import { useColleagues } from '@/api/queries/colleagues';
import { useCan } from '@/api/session/context';
import { Button } from '@/components/ui/button';
import { Dialog, DialogActions } from '@/components/ui/dialog';
import { CheckBox, TextInput } from '@/components/ui/fields';
import { Problem } from '@/components/ui/problem';
import { SelectInput } from '@/components/ui/select';
import { toast } from '@/components/ui/toast';
import { PROVIDER_KINDS, useSaveProvider, type Provider, type ProviderInput } from '../api/setup';
import { orNull } from './blank';

const NEW: ProviderInput = { kind: 'rendering', membership_id: null, name: '', first_name: '', npi: '', taxonomy: '', tin: '', line1: '', city: '', state: '', zip: '', phone: '', is_active: true };
const NOBODY = 'nobody';
const ADDRESS = ['tin', 'line1', 'city', 'state', 'zip', 'phone'] as const;
const LENGTHS = { tin: 9, line1: 55, city: 30, state: 2, zip: 9, phone: 16 } as const;

function draftOf(provider: Provider): ProviderInput {
  const { kind, npi, name, membership_id = null, first_name = '', taxonomy = '', tin = '', line1 = '', city = '', state = '', zip = '', phone = '', is_active = true } = provider;
  return { kind, npi, name, membership_id, first_name, taxonomy, tin, line1, city, state, zip, phone, is_active };
}

export function ProviderDialog({ provider, onClose }: { provider: Provider | null; onClose: () => void }) {
  const { t } = useTranslation();
  const [form, setForm] = useState<ProviderInput>(() => (provider ? draftOf(provider) : NEW));
  const save = useSaveProvider(provider?.id ?? null);
  const fields = save.isError ? toApiError(save.error).fields : {};
  const change = (part: Partial<ProviderInput>) => setForm({ ...form, ...part });
  const isBilling = form.kind === 'billing';
  return (
    <Dialog title={provider ? t('billingSetup.changeOne', { name: provider.name }) : t('billingSetup.addProvider')} isOpen onClose={onClose}>
      <Form className="stack" onSubmit={(event) => { event.preventDefault(); save.mutate(form, { onSuccess: () => { toast.success(t('common.saved')); onClose(); } }); }}>
        <Problem error={save.error} />
        <div className="grid-2">
          <SelectInput label={t('billingSetup.kind')} value={form.kind} isDisabled={provider !== null} onChange={(kind) => change({ kind })} errors={fields.kind} options={PROVIDER_KINDS.map((value) => ({ value, label: t(`billingSetup.providerKinds.${value}`) }))} />
          <TextInput label="NPI" hint={provider ? t('billingSetup.npiFixed') : t('billingSetup.npiHint')} inputMode="numeric" maxLength={10} isDisabled={provider !== null} value={form.npi} onChange={(npi) => change({ npi })} errors={fields.npi} isRequired />
          <TextInput label={isBilling ? t('billingSetup.organisation') : t('account.lastName')} value={form.name} onChange={(name) => change({ name })} errors={fields.name} maxLength={60} isRequired />
          <TextInput label={t('account.firstName')} value={form.first_name ?? ''} onChange={(first_name) => change({ first_name })} errors={fields.first_name} maxLength={35} isRequired={!isBilling} />
          <TextInput label={t('billingSetup.taxonomy')} hint={t('billingSetup.taxonomyHint')} value={form.taxonomy ?? ''} onChange={(taxonomy) => change({ taxonomy })} errors={fields.taxonomy} maxLength={10} isRequired={form.kind !== 'ordering'} />
          {isBilling ? null : <MemberField form={form} onChange={change} errors={fields.membership_id} />}
          {isBilling ? ADDRESS.map((name) => (
            <TextInput key={name} label={t(`billingSetup.fields.${name}`)} value={form[name] ?? ''} onChange={(text) => change({ [name]: text })} errors={fields[name]} maxLength={LENGTHS[name]} isRequired={name !== 'phone'} />
          )) : null}
        </div>
        {provider ? <CheckBox isSelected={form.is_active ?? true} onChange={(is_active) => change({ is_active })}>{t('billingSetup.inUse')}</CheckBox> : null}
        <DialogActions>
          <Button onPress={onClose}>{t('common.cancel')}</Button>
          <Button type="submit" kind="primary" busy={save.isPending}>{t('common.save')}</Button>
        </DialogActions>
      </Form>
    </Dialog>
  );
}

/** Which of the practice's people this provider is. A new provider takes over name and NPI where nothing is written yet. */
function MemberField({ form, onChange, errors }: { form: ProviderInput; onChange: (part: Partial<ProviderInput>) => void; errors: string[] | undefined }) {
  const { t } = useTranslation();
  const { data: people = [] } = useColleagues({ enabled: useCan('user.read') });
  const choose = (value: string) => {
    const person = people.find((one) => one.membership_id === value);
    const npi = person?.credentials.find((one) => one.npi && !one.valid_to)?.npi ?? '';
    if (!person) onChange({ membership_id: null });
    else onChange({ membership_id: value, name: form.name || person.last_name, first_name: orNull(form.first_name) ?? person.first_name, npi: form.npi || npi });
  };
  return (
    <SelectInput label={t('billingSetup.member')} hint={t('billingSetup.memberHint')} value={form.membership_id ?? NOBODY} onChange={choose} errors={errors}
      options={[{ value: NOBODY, label: t('billingSetup.noMember') }, ...people.map((one) => ({ value: one.membership_id, label: `${one.last_name}, ${one.first_name} · ${t(`role.${one.role}`)}` }))]} />
  );
}
