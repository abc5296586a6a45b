/** The thresholds in force, vital by vital: value, where it comes from, whether a guideline states it. */
import { useTranslation } from 'react-i18next';
import type { ThresholdLimit } from '@/api/types';
import { Tag } from '@/components/ui/badges';
import { Table, type Column } from '@/components/ui/table';
import { Day } from '@/components/ui/time';
import { useLocale } from '@/lib/use-locale';
import { VITAL_FORMATS, type Vital } from '@/lib/units';
import { SIDES, type Side } from './form-values';

interface ThresholdTableProps {
  caption: string;
  limits: ThresholdLimit[];
  /** The patient's own limits, to mark what differs from the practice. */
  own?: ThresholdLimit[];
}

export function ThresholdTable({ caption, limits, own }: ThresholdTableProps) {
  const { t } = useTranslation();
  const { vital: format } = useLocale();
  const isOwn = (vital: Vital, side: Side) => (own?.find((limit) => limit.vital === vital)?.[side] ?? null) !== null;
  const columns: Column<ThresholdLimit>[] = [
    { key: 'vital', header: t('thresholds.vital'), isRowHeader: true, cell: (row) => <>{t(`vital.${row.vital}`)} <span className="muted small">({VITAL_FORMATS[row.vital].unit})</span></> },
    ...SIDES.map((side): Column<ThresholdLimit> => ({
      key: side, header: t(`thresholds.${side}`), align: 'end',
      cell: (row) => {
        const value = row[side];
        if (value === null) return <span className="muted">—</span>;
        const text = format(row.vital, value, { also: true });
        return isOwn(row.vital, side) ? <strong title={t('thresholds.override')}>{text}<span aria-hidden="true"> •</span><span className="visually-hidden"> ({t('thresholds.override')})</span></strong> : text;
      },
    })),
    {
      key: 'source', header: t('thresholds.source'),
      cell: (row) => own?.some((limit) => limit.vital === row.vital) ? <Tag tone="strong">{t('thresholds.override')}</Tag> : <Source limit={row} />,
    },
  ];
  return <Table caption={caption} columns={columns} rows={limits} rowKey={(row) => row.vital} />;
}

function Source({ limit }: { limit: ThresholdLimit }) {
  const { t } = useTranslation();
  if (limit.verified === false) return <span title={t('thresholds.unverifiedHint')}><Tag tone="warning">{t('thresholds.unverified')}</Tag></span>;
  if (!limit.source) return <span className="muted">—</span>;
  return <span className="small">{limit.source}{limit.source_date ? <> · <Day date={limit.source_date} /></> : null}</span>;
}
