/** Who sends claims to whom: the ids the clearinghouse gave, test or production, and the providers used where nothing else says. */
import { useState } from 'react';
import { Form } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { toApiError } from '@/api/errors';
import { useCan } from '@/api/session/context';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { RadioField, TextInput } from '@/components/ui/fields';
import { Problem } from '@/components/ui/problem';
import { SelectInput } from '@/components/ui/select';
import { QueryView } from '@/components/ui/states';
import { toast } from '@/components/ui/toast';
import { useProviders, useSaveSending, useSending, type Sending } from '../api/setup';
import { orNull } from './blank';
import { nameOfProvider } from './provider-name';

const NOBODY = 'nobody';
const FIELDS = ['submitter_name', 'submitter_id', 'sender_id', 'sender_qualifier', 'receiver_name', 'receiver_id', 'receiver_qualifier', 'contact_name', 'contact_phone', 'place_of_service'] as const;
const LENGTHS = { submitter_name: 60, submitter_id: 80, sender_id: 15, sender_qualifier: 2, receiver_name: 60, receiver_id: 15, receiver_qualifier: 2, contact_name: 60, contact_phone: 10, place_of_service: 2 } as const;

export function SendingCard() {
  const { t } = useTranslation();
  const query = useSending();
  return (
    <Card title={t('billingSetup.sending')}>
      <p className="small muted">{t('billingSetup.sendingLead')}</p>
      <QueryView query={query}>{(sending) => <SendingForm sending={sending} />}</QueryView>
    </Card>
  );
}

function SendingForm({ sending }: { sending: Sending }) {
  const { t } = useTranslation();
  const mayWrite = useCan('billing.write');
  const providers = useProviders();
  const [form, setForm] = useState(sending);
  const save = useSaveSending();
  const fields = save.isError ? toApiError(save.error).fields : {};
  const change = (part: Partial<Sending>) => setForm({ ...form, ...part });
  const choices = (kind: 'billing' | 'rendering') => [
    { value: NOBODY, label: t('billingSetup.noDefault') },
    ...(providers.data?.results ?? []).filter((one) => one.kind === kind && one.is_active !== false).map((one) => ({ value: one.id, label: `${nameOfProvider(one)} · ${one.npi}` })),
  ];
  return (
    <Form className="stack" onSubmit={(event) => { event.preventDefault(); save.mutate(form, { onSuccess: () => toast.success(t('common.saved')) }); }}>
      <Problem error={save.error} />
      <RadioField label={t('billingSetup.usage')} orientation="horizontal" isDisabled={!mayWrite} value={form.usage ?? 'T'} onChange={(usage) => change({ usage })} options={[{ value: 'T', label: t('billingSetup.test') }, { value: 'P', label: t('billingSetup.production') }]} />
      <div className="grid-2">
        {FIELDS.map((name) => <TextInput key={name} label={t(`billingSetup.fields.${name}`)} value={form[name] ?? ''} onChange={(text) => change({ [name]: text })} errors={fields[name]} maxLength={LENGTHS[name]} isDisabled={!mayWrite} />)}
        {(['billing', 'rendering'] as const).map((kind) => (
          <SelectInput key={kind} label={t(`billingSetup.default.${kind}`)} isDisabled={!mayWrite} hint={t(`billingSetup.defaultHint.${kind}`)} value={orNull(form[`${kind}_provider_id`]) ?? NOBODY} onChange={(id) => change({ [`${kind}_provider_id`]: id === NOBODY ? '' : id })} options={choices(kind)} errors={fields[`${kind}_provider_id`]} />
        ))}
      </div>
      {mayWrite ? <div><Button type="submit" kind="primary" busy={save.isPending}>{t('common.save')}</Button></div> : null}
    </Form>
  );
}
