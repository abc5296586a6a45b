/** The order: by whom, for which diagnoses, which kinds of reading, until when; and why the patient counts as established. */
import { useTranslation } from 'react-i18next';
import { useColleagues } from '@/api/queries/colleagues';
import { useCan } from '@/api/session/context';
import { CheckBox, TextInput } from '@/components/ui/fields';
import { SelectInput } from '@/components/ui/select';
import { EVIDENCE, KINDS, type Kind } from '../api/enrollment';
import { toldOf, type PartProps } from './draft';

export function OrderFields({ draft, onChange, errors }: PartProps) {
  const { t } = useTranslation();
  const toggle = (kind: Kind, isOn: boolean) => onChange({ kinds: KINDS.filter((one) => (one === kind ? isOn : draft.kinds.includes(one))) });
  return (
    <>
      <div className="grid-2">
        <ClinicianChoice draft={draft} onChange={onChange} />
        <TextInput label={t('enrollment.orderedOn')} type="date" value={draft.orderedOn} onChange={(orderedOn) => onChange({ orderedOn })} errors={errors['order.ordered_on']} isRequired />
        <TextInput label={t('enrollment.orderedBy')} value={draft.orderedBy} onChange={(orderedBy) => onChange({ orderedBy })} errors={errors['order.ordered_by_name']} maxLength={100} isRequired />
        <TextInput label={t('enrollment.npi')} hint={t('enrollment.npiHint')} inputMode="numeric" maxLength={10} value={draft.npi} onChange={(npi) => onChange({ npi })} errors={errors['order.ordering_npi']} isRequired />
        <TextInput label={t('enrollment.diagnoses')} hint={t('enrollment.diagnosesHint')} value={draft.diagnoses} onChange={(diagnoses) => onChange({ diagnoses })} errors={toldOf(errors, 'order.diagnoses')} isRequired />
        <TextInput label={t('enrollment.expiresOn')} hint={t('enrollment.expiresHint')} type="date" value={draft.expiresOn} onChange={(expiresOn) => onChange({ expiresOn })} errors={errors['order.expires_on']} />
        <SelectInput label={t('enrollment.evidence')} hint={t('enrollment.evidenceHint')} value={draft.evidence} onChange={(evidence) => onChange({ evidence })} errors={errors['evidence.kind']}
          options={(['none', ...EVIDENCE] as const).map((value) => ({ value, label: t(`enrollment.evidences.${value}`) }))} />
        {draft.evidence === 'none' ? null : (
          <TextInput label={t('enrollment.visitDate')} type="date" value={draft.visitDate} onChange={(visitDate) => onChange({ visitDate })} errors={errors['evidence.visit_date']} isRequired={draft.evidence === 'em_visit' || draft.evidence === 'annual_wellness'} />
        )}
      </div>
      <fieldset className="choices">
        <legend className="field-label">{t('enrollment.kinds')}</legend>
        {KINDS.map((kind) => <CheckBox key={kind} isSelected={draft.kinds.includes(kind)} onChange={(isOn) => toggle(kind, isOn)}>{t(`kind.${kind}`)}</CheckBox>)}
        {draft.kinds.length === 0 ? <p className="field-error">{t('enrollment.kindNeeded')}</p> : null}
      </fieldset>
    </>
  );
}

/** Somebody of the practice with an NPI on file, to spare the typing; anybody else is typed. */
function ClinicianChoice({ draft, onChange }: Pick<PartProps, 'draft' | 'onChange'>) {
  const { t } = useTranslation();
  const mayLook = useCan('user.read');
  const people = (useColleagues({ enabled: mayLook }).data ?? []).flatMap((one) => {
    const npi = one.credentials.find((credential) => credential.npi && !credential.valid_to)?.npi;
    return npi ? [{ npi, name: `${one.first_name} ${one.last_name}` }] : [];
  });
  if (people.length === 0) return null;
  const choose = (npi: string) => onChange({ npi, orderedBy: people.find((one) => one.npi === npi)?.name ?? '' });
  return (
    <SelectInput label={t('enrollment.clinician')} hint={t('enrollment.clinicianHint')} value={people.some((one) => one.npi === draft.npi) ? draft.npi : null} onChange={choose}
      options={people.map(({ npi, name }) => ({ value: npi, label: `${name} · ${npi}` }))} />
  );
}
