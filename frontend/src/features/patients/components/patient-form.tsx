/** Creating or editing a patient. The server checks; its messages stand at the fields. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { toApiError } from '@/api/errors';
import type { PatientDetail } from '@/api/types';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { TextInput } from '@/components/ui/fields';
import { Form } from '@/components/ui/form';
import { useLeaveGuard } from '@/components/ui/leave-guard';
import { Problem } from '@/components/ui/problem';
import { SelectInput } from '@/components/ui/select';
import { useSavePatient, type PatientInput } from '../api/patients';

const GENDERS = ['female', 'male', 'other', 'unknown'] as const;
const EMPTY_ADDRESS = { line1: '', line2: '', city: '', state: '', zip: '' };

interface PatientFormProps {
  patient: PatientDetail | null;
  defaultZone: string;
  onSaved: (patient: PatientDetail) => void;
  onCancel: () => void;
}

export function PatientForm({ patient, defaultZone, onSaved, onCancel }: PatientFormProps) {
  const { t } = useTranslation();
  const save = useSavePatient(patient?.id ?? null);
  const [isChanged, setChanged] = useState(false);
  const { guard, release } = useLeaveGuard(isChanged);
  const [form, setForm] = useState<PatientInput>({
    first_name: patient?.first_name ?? '', last_name: patient?.last_name ?? '', date_of_birth: patient?.date_of_birth ?? '', gender: patient?.gender ?? 'unknown', mrn: patient?.mrn ?? '',
    phone: patient?.phone ?? '', email: patient?.email ?? '', address: patient?.address ?? EMPTY_ADDRESS, external_id: patient?.external_id ?? '', language: patient?.language ?? 'en', timezone: patient?.timezone ?? defaultZone, ...(patient ? { version: patient.version } : {}),
  });
  const fields = save.isError ? toApiError(save.error).fields : {};
  const set = (change: Partial<PatientInput>) => { setChanged(true); setForm({ ...form, ...change }); };
  const place = (change: PatientInput['address']) => set({ address: { ...form.address, ...change } });
  const submit = () => {
    const { mrn, ...body } = form;
    save.mutate(mrn?.trim() ? { ...body, mrn: mrn.trim() } : body, { onSuccess: (saved) => { release(); onSaved(saved); } });
  };
  return (
    <Form className="stack" onSubmit={(event) => { event.preventDefault(); submit(); }}>
      {guard}
      <Problem error={save.error} />
      <Card title={t('patients.identity')}>
        <div className="grid-2">
          <TextInput label={t('patients.firstName')} value={form.first_name} onChange={(first_name) => set({ first_name })} errors={fields.first_name} isRequired maxLength={100} />
          <TextInput label={t('patients.lastName')} value={form.last_name} onChange={(last_name) => set({ last_name })} errors={fields.last_name} isRequired maxLength={100} />
          <TextInput label={t('patients.dateOfBirth')} type="date" value={form.date_of_birth} onChange={(date_of_birth) => set({ date_of_birth })} errors={fields.date_of_birth} isRequired />
          <SelectInput label={t('patients.gender')} value={form.gender} onChange={(gender) => set({ gender })} errors={fields.gender} options={GENDERS.map((value) => ({ value, label: t(`patient.gender.${value}`) }))} />
          <TextInput label={t('patients.mrn')} hint={patient ? undefined : t('patients.mrnHint')} value={form.mrn ?? ''} onChange={(mrn) => set({ mrn })} errors={fields.mrn} />
          <TextInput label={t('patients.externalId')} value={form.external_id ?? ''} onChange={(external_id) => set({ external_id })} errors={fields.external_id} />
          <SelectInput label={t('patients.language')} value={form.language ?? 'en'} onChange={(language) => set({ language })} errors={fields.language} options={[{ value: 'en', label: 'English' }, { value: 'es', label: 'Español' }]} />
          <TextInput label={t('patients.timezone')} hint={t('practice.timezoneHint')} value={form.timezone ?? ''} onChange={(timezone) => set({ timezone })} errors={fields.timezone} isRequired />
        </div>
      </Card>
      <Card title={t('patients.contact')}>
        <div className="grid-2">
          <TextInput label={t('patients.phone')} type="tel" hint={t('patients.phoneHint')} value={form.phone ?? ''} onChange={(phone) => set({ phone })} errors={fields.phone} />
          <TextInput label={t('common.email')} type="email" value={form.email ?? ''} onChange={(email) => set({ email })} errors={fields.email} />
          <TextInput label={t('patients.line1')} value={form.address?.line1 ?? ''} onChange={(line1) => place({ line1 })} errors={fields['address.line1']} />
          <TextInput label={t('patients.line2')} value={form.address?.line2 ?? ''} onChange={(line2) => place({ line2 })} errors={fields['address.line2']} />
          <TextInput label={t('patients.city')} value={form.address?.city ?? ''} onChange={(city) => place({ city })} errors={fields['address.city']} />
          <TextInput label={t('patients.state')} value={form.address?.state ?? ''} onChange={(state) => place({ state: state.toUpperCase() })} maxLength={2} errors={fields['address.state']} />
          <TextInput label={t('patients.zip')} value={form.address?.zip ?? ''} onChange={(zip) => place({ zip })} errors={fields['address.zip']} />
        </div>
      </Card>
      <div className="row">
        <Button type="submit" kind="primary" busy={save.isPending}>{t(patient ? 'common.save' : 'patients.create')}</Button>
        <Button onPress={() => { release(); onCancel(); }}>{t('common.cancel')}</Button>
      </div>
    </Form>
  );
}
