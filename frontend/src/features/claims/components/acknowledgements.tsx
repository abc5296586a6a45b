/** What came back for a file of claims: 999 and 277CA with the places they name. */
import { useTranslation } from 'react-i18next';
import { usePracticeZone } from '@/api/session/context';
import { Tag } from '@/components/ui/badges';
import { Table } from '@/components/ui/table';
import { Instant } from '@/components/ui/time';
import { useLocale } from '@/lib/use-locale';
import type { Acknowledgement } from '../api/batches';

export function Acknowledgements({ rows }: { rows: Acknowledgement[] }) {
  const { t } = useTranslation();
  const { number } = useLocale();
  const zone = usePracticeZone();
  if (rows.length === 0) return <p className="muted toolbar-inset">{t('batches.noAnswers')}</p>;
  const count = (value: number | null) => (value === null ? '—' : number(value));
  return (
    <Table
      caption={t('batches.answers')} rows={rows} rowKey={(row) => row.id} dense
      columns={[
        { key: 'kind', header: t('batches.kind'), isRowHeader: true, cell: (row) => t(`batches.kinds.${row.kind}`) },
        { key: 'read', header: t('batches.read'), cell: (row) => <Instant at={row.read_at} zone={zone} /> },
        { key: 'verdict', header: t('common.status'), cell: (row) => <Tag tone={row.is_accepted ? 'good' : 'warning'}>{t(row.is_accepted ? 'batches.accepted' : 'batches.refused')}</Tag> },
        { key: 'taken', header: t('batches.taken'), align: 'end', cell: (row) => count(row.accepted_claims) },
        { key: 'refused', header: t('batches.notTaken'), align: 'end', cell: (row) => count(row.rejected_claims) },
        { key: 'faults', header: t('batches.places'), cell: (row) => row.faults.map(sayFault).join(', ') || '—' },
      ]}
    />
  );
}

/** Where a 999 found a fault: segment, its place in the set, loop, element, code. */
function sayFault(fault: Acknowledgement['faults'][number]): string {
  return ['segment', 'place', 'loop', 'element', 'code'].map((name) => fault[name]).filter((value) => typeof value === 'string' || typeof value === 'number').filter(String).join(' ');
}
