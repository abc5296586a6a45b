/** The report's numbers; the last line is their sum as the server counts it. */
import { useTranslation } from 'react-i18next';
import { Table, type Column } from '@/components/ui/table';
import { useLocale } from '@/lib/use-locale';
import { useMoney } from '@/lib/use-money';
import type { Revenue, RevenueRow } from '../api/revenue';
import { useGroupName } from './use-group-name';

const COUNTS = ['entries', 'patients', 'units'] as const;
const AMOUNTS = ['expected', 'pending', 'sent', 'paid', 'patient_share', 'denied'] as const;

export function RevenueTable({ by, rows, total }: { by: Revenue['by']; rows: RevenueRow[]; total: RevenueRow }) {
  const { t } = useTranslation();
  const { number } = useLocale();
  const { money } = useMoney();
  const nameOf = useGroupName();
  const columns: Column<RevenueRow>[] = [
    { key: 'key', header: t(`revenue.groups.${by}`), isRowHeader: true, cell: (row) => (row === total ? t('revenue.total') : nameOf(row.key)) },
    ...COUNTS.map((key): Column<RevenueRow> => ({ key, header: t(`revenue.columns.${key}`), align: 'end', cell: (row) => number(row[key]) })),
    ...AMOUNTS.map((key): Column<RevenueRow> => ({ key, header: t(`revenue.columns.${key}`), align: 'end', cell: (row) => <span className="digits">{money(row[key])}</span> })),
  ];
  return <Table caption={t('revenue.tableOf', { by: t(`revenue.groups.${by}`) })} columns={columns} rows={[...rows, total]} rowKey={(row) => (row === total ? 'sum' : `of-${row.key}`)} dense />;
}
