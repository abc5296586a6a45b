/** Correcting a reading: amend it, say it should not count, or say whose it is. Nothing is deleted. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { usePatientSearch } from '@/api/queries/patient-search';
import { PersonPicker, type Person } from '@/components/clinical/person-picker';
import { Button } from '@/components/ui/button';
import { Dialog, DialogActions } from '@/components/ui/dialog';
import { RadioField, TextInput } from '@/components/ui/fields';
import { Form } from '@/components/ui/form';
import { Problem } from '@/components/ui/problem';
import { QueryView } from '@/components/ui/states';
import { Instant } from '@/components/ui/time';
import { usePracticeZone } from '@/api/session/context';
import { toApiError } from '@/api/errors';
import { toast } from '@/components/ui/toast';
import { useDebounced } from '@/lib/use-debounced';
import { VITAL_FORMATS, VITALS, type Vital } from '@/lib/units';
import { ReadingSource } from './reading-source';
import { useCorrection, useReading, type Correction, type CorrectionAction, type Reading } from '../api/correct';

interface CorrectionDialogProps {
  patientId: string;
  readingId: string;
  /** The question is whose it is: the patient did not have the device then. */
  isStray?: boolean;
  /** Who probably measured. */
  person?: Person | null;
  onClose: () => void;
}

export function CorrectionDialog({ patientId, readingId, isStray = false, person = null, onClose }: CorrectionDialogProps) {
  const { t } = useTranslation();
  const query = useReading(patientId, readingId);
  return (
    <Dialog title={t('correction.title')} isOpen onClose={onClose}>
      <QueryView query={query}>{(reading) => <CorrectionForm reading={reading} patientId={patientId} isStray={isStray} probable={person} onClose={onClose} />}</QueryView>
    </Dialog>
  );
}

const ACTIONS: CorrectionAction[] = ['amend', 'entered_in_error', 'wrong_person'];
const ACTIONS_OF_STRAY: CorrectionAction[] = ['wrong_person', 'confirm', 'entered_in_error'];

function CorrectionForm({ reading, patientId, isStray, probable, onClose }: { reading: Reading; patientId: string; isStray: boolean; probable: Person | null; onClose: () => void }) {
  const { t } = useTranslation();
  const zone = usePracticeZone();
  const correction = useCorrection(patientId, reading.id);
  const present = VITALS.filter((vital) => typeof reading[vital] === 'number');
  const [action, setAction] = useState<CorrectionAction>(isStray ? 'wrong_person' : 'amend');
  const [values, setValues] = useState<Partial<Record<Vital, string>>>(() => Object.fromEntries(present.map((vital) => [vital, String(reading[vital])])));
  const [person, setPerson] = useState<Person | null>(probable);
  const [search, setSearch] = useState('');
  const people = usePatientSearch(useDebounced(search, 250));
  const [reason, setReason] = useState('');
  const fields = correction.isError ? toApiError(correction.error).fields : {};

  const submit = () => {
    const body: Correction = { action, reason: reason.trim() };
    if (action === 'amend') body.values = Object.fromEntries(present.map((vital) => [vital, Number((values[vital] ?? '').replace(',', '.'))]));
    if (action === 'wrong_person' && person) body.patient_id = person.id;
    correction.mutate(body, { onSuccess: () => { toast.success(t('correction.done')); onClose(); } });
  };
  return (
    <Form className="stack" validationErrors={fields} onSubmit={(event) => { event.preventDefault(); submit(); }}>
      <p className="small muted"><Instant at={reading.measured_at} zone={zone} /> · {t('correction.lead')}</p>
      <ReadingSource reading={reading} />
      <Problem error={correction.error} />
      <RadioField label={t('correction.action')} value={action} onChange={setAction}
        options={(isStray ? ACTIONS_OF_STRAY : ACTIONS).map((value) => ({ value, label: t(`correction.${value}`), hint: t(`correction.${value}Hint`) }))} />
      {action === 'amend' ? (
        <div className="correct-values">
          {present.map((vital) => (
            <TextInput key={vital} name={vital} label={`${t(`vital.${vital}`)} (${VITAL_FORMATS[vital].unit})`} inputMode="decimal" isRequired
              pattern="[0-9]+([.,][0-9]+)?" value={values[vital] ?? ''} onChange={(value) => setValues({ ...values, [vital]: value })} />
          ))}
        </div>
      ) : null}
      {action === 'wrong_person' ? (
        <PersonPicker label={t('correction.otherPatient')} hint={t('correction.choosePerson')} text={search} onText={setSearch}
          found={(people.data?.results ?? []).filter((one) => one.id !== patientId)} value={person} onChange={setPerson} />
      ) : null}
      <TextInput name="reason" label={t('correction.reason')} value={reason} onChange={setReason} multiline isRequired maxLength={1000} />
      <DialogActions>
        <Button onPress={onClose}>{t('common.cancel')}</Button>
        <Button type="submit" kind="primary" busy={correction.isPending} isDisabled={action === 'wrong_person' && person === null}>{t('correction.submit')}</Button>
      </DialogActions>
    </Form>
  );
}
