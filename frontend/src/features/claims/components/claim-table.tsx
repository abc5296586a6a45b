/** Claims with their state and problems; those that are ready can be picked for a batch. */
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Table, type Column } from '@/components/ui/table';
import { Day } from '@/components/ui/time';
import { paths } from '@/config/paths';
import type { Claim } from '../api/claims';
import { Amount } from './amount';
import { ClaimStatusTag } from './claim-status';
import { ProblemList } from './problem-list';

export interface Picking {
  picked: ReadonlySet<string>;
  onToggle: (id: string) => void;
}

export function ClaimTable({ caption, claims, picking }: { caption: string; claims: Claim[]; picking?: Picking | undefined }) {
  const { t } = useTranslation();
  const columns: Column<Claim>[] = [
    { key: 'number', header: t('claims.number'), isRowHeader: true, cell: (row) => <Link to={paths.billing(`claims/${row.id}`)}>{row.number}</Link> },
    { key: 'patient', header: t('claims.patient'), cell: (row) => <Link to={paths.patient(row.patient_id, 'billing')}>{row.patient_name || '—'}</Link> },
    { key: 'date', header: t('claims.serviceDate'), cell: (row) => <Day date={row.service_date} /> },
    { key: 'payer', header: t('claims.payer'), cell: (row) => row.payer || '—' },
    { key: 'status', header: t('common.status'), cell: (row) => <ClaimStatusTag status={row.status} /> },
    { key: 'total', header: t('claims.total'), align: 'end', cell: (row) => <Amount of={row.total} /> },
    { key: 'paid', header: t('claims.paid'), align: 'end', cell: (row) => <Amount of={row.paid} /> },
    { key: 'problems', header: t('claims.problems'), wide: claims.some((one) => one.problems.length > 0), cell: (row) => <ProblemList claim={row} /> },
  ];
  if (picking) {
    columns.unshift({
      key: 'pick', header: <span className="visually-hidden">{t('claims.pick')}</span>,
      cell: (row) => (row.status === 'ready' ? (
        <label className="claim-pick"><input type="checkbox" aria-label={t('claims.pickOne', { number: row.number })} checked={picking.picked.has(row.id)} onChange={() => picking.onToggle(row.id)} /></label>
      ) : null),
    });
  }
  return <Table caption={caption} columns={columns} rows={claims} rowKey={(row) => row.id} dense />;
}
