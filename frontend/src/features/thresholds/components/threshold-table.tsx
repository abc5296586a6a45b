/** The thresholds in force, vital by vital: value, who set it, and for shipped values whether a publication states it. */
import { useTranslation } from 'react-i18next';
import type { Thresholds } from '@/api/types';
import { Tag } from '@/components/ui/badges';
import { Table, type Column } from '@/components/ui/table';
import { useLocale } from '@/lib/use-locale';
import { VITAL_FORMATS, VITALS, type Vital } from '@/lib/units';
import { SIDES } from './form-values';
import { sourcesOf } from './provenance';

export function ThresholdTable({ caption, thresholds }: { caption: string; thresholds: Thresholds }) {
  const { t } = useTranslation();
  const { vital: format } = useLocale();
  const { effective, sources } = thresholds;
  const columns: Column<Vital>[] = [
    { key: 'vital', header: t('thresholds.vital'), isRowHeader: true, cell: (vital) => <>{t(`vital.${vital}`)} <span className="muted small">({VITAL_FORMATS[vital].unit})</span></> },
    ...SIDES.map((side): Column<Vital> => ({
      key: side, header: t(`thresholds.${side}`), align: 'end',
      cell: (vital) => {
        const value = effective.limits[vital]?.[side];
        if (value === null || value === undefined) return <span className="muted">—</span>;
        const isUnverified = sourcesOf(sources, vital, effective.limits[vital]).some((one) => one.side === side && !one.source.verified);
        return <>{format(vital, value, { also: true })}{isUnverified ? <sup title={t('thresholds.unverified')} className="unverified">?</sup> : null}</>;
      },
    })),
    { key: 'source', header: t('thresholds.source'), wide: true, cell: (vital) => <Origin vital={vital} thresholds={thresholds} /> },
  ];
  return <Table caption={caption} columns={columns} rows={VITALS} rowKey={(vital) => vital} />;
}

function Origin({ vital, thresholds }: { vital: Vital; thresholds: Thresholds }) {
  const { t } = useTranslation();
  if (thresholds.own?.rules.limits[vital]) return <Tag tone="strong">{t('thresholds.override')}</Tag>;
  const limits = thresholds.effective.limits[vital];
  const found = sourcesOf(thresholds.sources, vital, limits);
  const titles = new Map(found.filter((one) => one.source.verified && one.source.source).map((one) => [one.source.source, one.source]));
  const unverified = found.filter((one) => !one.source.verified);
  return (
    <span className="threshold-origin small">
      {[...titles.values()].map((source) => <span key={source.source}>{source.source}{source.published ? `, ${source.published}` : ''}</span>)}
      {unverified.length > 0 ? (
        <span title={unverified.map((one) => one.source.note).filter(Boolean).join(' ') || t('thresholds.unverifiedHint')}>
          <Tag tone="warning">? {t('thresholds.unverified')}</Tag>
          <span className="visually-hidden">: {unverified.map((one) => t(`thresholds.${one.side}`)).join(', ')}</span>
        </span>
      ) : null}
      {found.length === 0 && limits && SIDES.some((side) => limits[side] !== null) ? <Tag>{t('thresholds.practice')}</Tag> : null}
    </span>
  );
}
