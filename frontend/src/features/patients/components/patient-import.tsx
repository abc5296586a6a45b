/** Importing patients: choose a file, see what would happen row by row, then confirm. */
import { FileUp } from 'lucide-react';
import { useState } from 'react';
import { FileTrigger } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { Tag } from '@/components/ui/badges';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { Problem } from '@/components/ui/problem';
import { Table, type Column } from '@/components/ui/table';
import { toast } from '@/components/ui/toast';
import { useLocale } from '@/lib/use-locale';
import { useImport, type ImportReport, type ImportRow } from '../api/import';

const COLUMNS = 'first_name, last_name, date_of_birth, gender, mrn, phone, email, line1, line2, city, state, zip, external_id';

export function PatientImport({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation();
  const { number } = useLocale();
  const [file, setFile] = useState<File | null>(null);
  const trial = useImport();
  const real = useImport();
  const choose = (list: FileList | null) => {
    const chosen = list?.item(0) ?? null;
    setFile(chosen);
    trial.reset();
    real.reset();
    if (chosen) trial.mutate({ file: chosen, dryRun: true });
  };
  const confirm = (chosen: File) =>
    real.mutate({ file: chosen, dryRun: false }, { onSuccess: (report) => { toast.success(t('patients.imported', { count: report.created })); onDone(); } });
  return (
    <div className="stack">
      <Card title={t('patients.file')}>
        <p>{t('patients.importLead')}</p>
        <p className="small muted">{t('patients.columns', { columns: COLUMNS })}</p>
        <div className="row">
          <FileTrigger acceptedFileTypes={['.csv', 'text/csv']} onSelect={choose}>
            <Button kind={file ? 'secondary' : 'primary'} icon={<FileUp size={16} aria-hidden="true" />} busy={trial.isPending}>{t('patients.chooseFile')}</Button>
          </FileTrigger>
          {file ? <span>{t('patients.chosen', { name: file.name })}</span> : null}
        </div>
        <Problem error={trial.error ?? real.error} />
      </Card>
      {trial.data && file ? (
        <Card title={t('patients.tryRun')} flush
          action={<Button kind="primary" isDisabled={trial.data.accepted === 0} busy={real.isPending} onPress={() => confirm(file)}>{t('patients.reallyImport', { count: trial.data.accepted })}</Button>}>
          <p className="toolbar-inset">{t('patients.summary', { ok: number(trial.data.accepted), count: trial.data.total, formatted: number(trial.data.total) })}</p>
          <ReportTable report={trial.data} />
        </Card>
      ) : null}
    </div>
  );
}

function RowResult({ status }: { status: ImportRow['status'] }) {
  const { t } = useTranslation();
  if (status === 'ok') return <Tag tone="good">{t('patients.wouldCreate')}</Tag>;
  if (status === 'created') return <Tag tone="good">{t('patients.createdRow')}</Tag>;
  return <Tag tone="warning">{t(status === 'duplicate' ? 'patients.duplicate' : 'patients.error')}</Tag>;
}

function ReportTable({ report }: { report: ImportReport }) {
  const { t } = useTranslation();
  const columns: Column<ImportRow>[] = [
    { key: 'row', header: t('patients.row'), isRowHeader: true, cell: (line) => line.row },
    { key: 'name', header: t('common.name'), cell: (line) => [line.name, line.mrn].filter(Boolean).join(' · ') || '—' },
    { key: 'result', header: t('patients.result'), cell: (line) => <RowResult status={line.status} /> },
    { key: 'problems', header: t('patients.problems'), cell: (line) => [...line.problems, ...Object.entries(line.fields).map(([field, texts]) => `${field}: ${texts.join(' ')}`)].join(' ') || '—' },
  ];
  return <Table dense caption={t('patients.tryRun')} columns={columns} rows={report.rows} rowKey={(line) => String(line.row)} />;
}
