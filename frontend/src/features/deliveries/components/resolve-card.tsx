/** Placing what waits: name the device, say whose it is, or discard it with a reason. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { usePatientSearch } from '@/api/queries/patient-search';
import { PersonPicker, type Person } from '@/components/clinical/person-picker';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { RadioField, TextInput } from '@/components/ui/fields';
import { Form } from '@/components/ui/form';
import { Problem } from '@/components/ui/problem';
import { toast } from '@/components/ui/toast';
import { toApiError } from '@/api/errors';
import { useDebounced } from '@/lib/use-debounced';
import { useResolve, type DeliveryDetail } from '../api/deliveries';

type Action = 'place' | 'discard';

export function ResolveCard({ delivery }: { delivery: DeliveryDetail }) {
  const { t } = useTranslation();
  const resolve = useResolve(delivery.id);
  const [action, setAction] = useState<Action>('place');
  const [serial, setSerial] = useState(delivery.device_serial ?? '');
  const [reason, setReason] = useState('');
  const [text, setText] = useState('');
  const [person, setPerson] = useState<Person | null>(null);
  const people = usePatientSearch(useDebounced(text, 250));
  const fields = resolve.isError ? toApiError(resolve.error).fields : {};
  const submit = () =>
    resolve.mutate(
      action === 'discard'
        ? { action, reason: reason.trim() }
        : { action, ...(serial.trim() ? { device_serial: serial.trim() } : {}), ...(person ? { patient_id: person.id } : {}) },
      { onSuccess: () => toast.success(t('quarantine.replayed')) },
    );
  return (
    <Card title={t('quarantine.resolveTitle')}>
      <Form className="stack" onSubmit={(event) => { event.preventDefault(); submit(); }}>
        <Problem error={resolve.error} />
        <RadioField label={t('quarantine.how')} value={action} onChange={setAction}
          options={[{ value: 'place', label: t('quarantine.place'), hint: t('quarantine.placeHint') }, { value: 'discard', label: t('quarantine.discard'), hint: t('quarantine.discardHint') }]} />
        {action === 'place' ? (
          <div className="grid-2">
            <TextInput label={t('quarantine.serial')} value={serial} onChange={setSerial} errors={fields.device_serial} autoComplete="off" />
            <PersonPicker label={t('inventory.choosePatient')} text={text} onText={setText} found={people.data?.results ?? []} value={person} onChange={setPerson} />
          </div>
        ) : <TextInput label={t('common.reason')} value={reason} onChange={setReason} errors={fields.reason} isRequired maxLength={500} />}
        <div><Button type="submit" kind={action === 'discard' ? 'danger' : 'primary'} busy={resolve.isPending}>{t(action === 'discard' ? 'quarantine.discard' : 'quarantine.resolve')}</Button></div>
      </Form>
    </Card>
  );
}
