/** Finding the person a reading really belongs to. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { TextInput } from '@/components/ui/fields';
import { useDebounced } from '@/lib/use-debounced';
import { usePatientSearch } from '../api/correct';

interface Person {
  id: string;
  name: string;
}

export function PersonPicker({ exclude, value, onChange }: { exclude: string; value: Person | null; onChange: (person: Person | null) => void }) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const { data } = usePatientSearch(useDebounced(text, 250));
  const found = (data?.results ?? []).filter((patient) => patient.id !== exclude);
  return (
    <div className="stack-sm">
      <TextInput label={`${t('correction.otherPatient')} (${t('common.optional')})`} value={text} onChange={setText} autoComplete="off"
        hint={value ? t('correction.chosen', { name: value.name }) : t('correction.unknownPerson')} />
      {found.length > 0 ? (
        <div className="person-list" role="group" aria-label={t('correction.otherPatient')}>
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
