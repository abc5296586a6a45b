/** The list of patients: search, order, archive, paging. What is typed goes to the server, never into the address. */
import { Download, Upload, UserPlus } from 'lucide-react';
import { useState } from 'react';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useCan, usePracticeZone } from '@/api/session/context';
import type { Patient } from '@/api/types';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { SearchInput } from '@/components/ui/fields';
import { Pager } from '@/components/ui/pager';
import { Problem } from '@/components/ui/problem';
import { saveFile } from '@/components/ui/save-file';
import { Segments } from '@/components/ui/segments';
import { SelectInput } from '@/components/ui/select';
import { EmptyState, QueryView } from '@/components/ui/states';
import { Table, type Column } from '@/components/ui/table';
import { Day, Instant } from '@/components/ui/time';
import { formatPhone } from '@/lib/phone';
import { paths } from '@/config/paths';
import { useDebounced } from '@/lib/use-debounced';
import { exportPatients, usePatients, type PatientOrdering } from '../api/patients';

const PAGE_SIZE = 20;

export function PatientList() {
  const { t } = useTranslation();
  const zone = usePracticeZone();
  const [search, setSearch] = useState('');
  const [active, setActive] = useState(true);
  const [ordering, setOrdering] = useState<PatientOrdering>('last_name');
  const [page, setPage] = useState(1);
  const query = usePatients({ search: useDebounced(search.trim(), 250), active, ordering, page });
  const columns: Column<Patient>[] = [
    { key: 'name', header: t('common.name'), isRowHeader: true, cell: (row) => <Link to={paths.patient(row.id)}>{row.last_name}, {row.first_name}</Link> },
    { key: 'mrn', header: t('patients.mrn'), cell: (row) => <span className="mono nowrap">{row.mrn}</span> },
    { key: 'born', header: t('patients.born'), cell: (row) => <Day date={row.date_of_birth} /> },
    { key: 'phone', header: t('common.phone'), cell: (row) => <span className="nowrap">{row.phone ? formatPhone(row.phone) : '—'}</span> },
    { key: 'city', header: t('patients.city'), cell: (row) => [row.address.city, row.address.state].filter(Boolean).join(', ') || '—' },
    { key: 'created', header: t('patients.created'), cell: (row) => <Instant at={row.created_at} zone={zone} style="date" /> },
  ];
  const restart = <T,>(set: (value: T) => void) => (value: T) => { set(value); setPage(1); };
  return (
    <Card flush>
      <div className="toolbar toolbar-inset">
        <SearchInput label={t('patients.search')} value={search} onChange={restart(setSearch)} />
        <Segments label={t('patients.show')} value={active ? 'active' : 'archived'} onChange={restart((value: string) => setActive(value === 'active'))}
          options={[{ value: 'active', label: t('patients.active') }, { value: 'archived', label: t('patients.archived') }]} />
        <SelectInput label={t('patients.order')} hideLabel value={ordering} onChange={restart(setOrdering)}
          options={[{ value: 'last_name', label: t('patients.byName') }, { value: '-created_at', label: t('patients.byNewest') }, { value: 'created_at', label: t('patients.byOldest') }]} />
      </div>
      <QueryView query={query} isEmpty={(data) => data.results.length === 0} empty={<EmptyState title={t('patients.noneTitle')}>{t(search ? 'patients.noneText' : 'patients.noneAll')}</EmptyState>}>
        {(data) => (
          <>
            <Table caption={t('patients.title')} columns={columns} rows={data.results} rowKey={(row) => row.id} />
            <Pager page={page} pageSize={PAGE_SIZE} count={data.count} onChange={setPage} />
          </>
        )}
      </QueryView>
    </Card>
  );
}

export function PatientListActions() {
  const { t } = useTranslation();
  const mayWrite = useCan('patient.write');
  const mayImport = useCan('patient.import');
  const mayExport = useCan('patient.export');
  const save = useMutation({ mutationFn: exportPatients, onSuccess: (text) => saveFile('patients.csv', text, 'text/csv') });
  return (
    <>
      <Problem error={save.error} />
      {mayExport ? <Button icon={<Download size={16} aria-hidden="true" />} busy={save.isPending} onPress={() => save.mutate()}>{t('patients.export')}</Button> : null}
      {mayImport ? <Link className="btn btn-secondary btn-normal" to={paths.patientsImport}><Upload size={16} aria-hidden="true" />{t('patients.import')}</Link> : null}
      {mayWrite ? <Link className="btn btn-primary btn-normal" to={paths.patientNew}><UserPlus size={16} aria-hidden="true" />{t('patients.new')}</Link> : null}
    </>
  );
}
