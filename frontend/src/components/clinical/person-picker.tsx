/** Finding a patient by name or MRN and choosing one. The caller asks the server; nothing goes into the address. */
import { useTranslation } from 'react-i18next';
import type { Patient } from '@/api/types';
import { TextInput } from '@/components/ui/fields';

export interface Person {
  id: string;
  name: string;
}

interface PersonPickerProps {
  label: string;
  hint?: string;
  text: string;
  onText: (text: string) => void;
  found: Patient[];
  value: Person | null;
  onChange: (person: Person | null) => void;
}

export function PersonPicker({ label, hint, text, onText, found, value, onChange }: PersonPickerProps) {
  const { t } = useTranslation();
  return (
    <div className="stack-sm">
      <TextInput label={label} value={text} onChange={onText} autoComplete="off" hint={value ? t('correction.chosen', { name: value.name }) : hint} />
      {found.length > 0 ? (
        <div className="person-list" role="group" aria-label={label}>
          {found.map((patient) => {
            const name = `${patient.first_name} ${patient.last_name}`;
            const isChosen = value?.id === patient.id;
            return (
              <button key={patient.id} type="button" aria-pressed={isChosen} onClick={() => onChange(isChosen ? null : { id: patient.id, name })}>
                {name} <span className="muted small">{patient.mrn}</span>
              </button>
            );
          })}
        </div>
      ) : null}
    </div>
  );
}
