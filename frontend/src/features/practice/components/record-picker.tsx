/** Whose record a patient's own account opens: found by name or MRN, as everywhere. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { usePatientSearch } from '@/api/queries/patient-search';
import { PersonPicker, type Person } from '@/components/clinical/person-picker';
import { useDebounced } from '@/lib/use-debounced';

export function RecordPicker({ value, onChange }: { value: Person | null; onChange: (person: Person | null) => void }) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const found = usePatientSearch(useDebounced(text, 250));
  return <PersonPicker label={t('practice.record')} hint={t('practice.recordHint')} text={text} onText={setText} found={found.data?.results ?? []} value={value} onChange={onChange} />;
}
