/** The newest readings of one's own record: what, when, from where, and that the practice has them. Nothing is judged here. */
import { useTranslation } from 'react-i18next';
import { useVitalsText } from '@/components/clinical/vitals-line';
import { Card } from '@/components/ui/card';
import { EmptyState } from '@/components/ui/states';
import { Table, type Column } from '@/components/ui/table';
import { Instant } from '@/components/ui/time';
import type { OwnReading } from '../api/own-record';

const ORIGINS = ['automatic', 'patient_typed'] as const;

export function OwnReadings({ readings }: { readings: readonly OwnReading[] }) {
  const { t } = useTranslation();
  const say = useVitalsText();
  const values = (reading: OwnReading) => say({ [reading.observation_type]: reading })
    .map(({ label, text }, index) => (index === 0 ? text : `${label} ${text}`)).join(', ');
  const columns: Column<OwnReading>[] = [
    { key: 'what', header: t('own.what'), cell: (row) => t(`kind.${row.observation_type}`), isRowHeader: true },
    { key: 'value', header: t('own.value'), cell: (row) => <span className="digits">{values(row)}</span> },
    { key: 'at', header: t('own.at'), cell: (row) => <Instant at={row.measured_at} zone={row.zone} /> },
    { key: 'from', header: t('own.from'), cell: (row) => t(`own.origins.${ORIGINS.find((one) => one === row.origin) ?? 'practice'}`) },
    { key: 'since', header: t('own.since'), cell: (row) => <Instant at={row.received_at} zone={row.zone} /> },
  ];
  return (
    <Card title={t('own.readings')} flush={readings.length > 0}>
      {readings.length === 0
        ? <EmptyState title={t('own.none')}>{t('own.noneText')}</EmptyState>
        : <Table caption={t('own.readings')} columns={columns} rows={readings} rowKey={(row) => row.id} />}
    </Card>
  );
}
