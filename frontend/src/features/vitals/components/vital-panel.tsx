/** One vital of a patient: heading, chart with its summary in words, or the same numbers as a table. */
import { useTranslation } from 'react-i18next';
import { VitalChart, type ChartPoint } from '@/components/charts/vital-chart';
import type { BandLimits } from '@/components/charts/bands';
import { Tag } from '@/components/ui/badges';
import { Button } from '@/components/ui/button';
import { Table, type Column } from '@/components/ui/table';
import { useLocale } from '@/lib/use-locale';
import { VITAL_FORMATS, type Vital } from '@/lib/units';

export interface VitalPanelProps {
  vital: Vital;
  points: ChartPoint[];
  limits: BandLimits[];
  span: [number, number];
  zone: string;
  isDaily: boolean;
  asTable: boolean;
  rangeLabel: string;
  onCorrect?: ((readingId: string) => void) | undefined;
}

export function VitalPanel(props: VitalPanelProps) {
  const { vital, points, limits, span, zone, isDaily, asTable, rangeLabel, onCorrect } = props;
  const { t } = useTranslation();
  const { number } = useLocale();
  const { unit, decimals } = VITAL_FORMATS[vital];
  const name = t(`vital.${vital}`);
  const all = points.flatMap((point) => (point.range ? [...point.range] : [point.value]));
  const count = points.reduce((sum, point) => sum + (point.n ?? 1), 0);
  const summary = t('vitals.chartLabel', {
    name, range: rangeLabel, unit, count, formatted: number(count),
    min: number(Math.min(...all), decimals), max: number(Math.max(...all), decimals),
  });
  return (
    <figure className="chart-panel" aria-label={summary}>
      <figcaption className="chart-panel-title">{name} <span className="muted">({unit})</span></figcaption>
      {asTable ? (
        <div className="vitals-table"><VitalTable {...props} name={name} /></div>
      ) : (
        <VitalChart vital={vital} label={summary} points={points} limits={limits} span={span} zone={zone} isDaily={isDaily} {...(onCorrect ? { onSelect: onCorrect } : {})} />
      )}
    </figure>
  );
}

function VitalTable({ vital, points, zone, isDaily, rangeLabel, onCorrect, name }: VitalPanelProps & { name: string }) {
  const { t } = useTranslation();
  const { vital: format, instant } = useLocale();
  const value = (amount: number) => format(vital, amount, { also: true });
  const time = (at: number) => instant(new Date(at).toISOString(), isDaily ? 'UTC' : zone, isDaily ? 'date' : 'datetime');
  const when: Column<ChartPoint> = { key: 'at', header: isDaily ? t('common.date') : t('vitals.measuredAt'), isRowHeader: true, cell: (point) => time(point.at) };
  const daily: Column<ChartPoint>[] = [
    { key: 'min', header: t('vitals.min'), align: 'end', cell: (point) => value(point.range?.[0] ?? point.value) },
    { key: 'mean', header: t('vitals.mean'), align: 'end', cell: (point) => value(point.value) },
    { key: 'max', header: t('vitals.max'), align: 'end', cell: (point) => value(point.range?.[1] ?? point.value) },
    { key: 'n', header: t('vitals.n'), align: 'end', cell: (point) => point.n },
  ];
  const raw: Column<ChartPoint>[] = [
    { key: 'value', header: t('vitals.value'), align: 'end', cell: (point) => value(point.value) },
    { key: 'state', header: t('common.status'), cell: (point) => <StateTag state={point.state} /> },
    ...(onCorrect
      ? [{
          key: 'act', header: <span className="visually-hidden">{t('common.actions')}</span>, align: 'end' as const,
          cell: ({ readingId, at }: ChartPoint) =>
            readingId ? (
              <Button kind="quiet" size="small" aria-label={t('correction.seriesRow', { time: time(at) })} onPress={() => onCorrect(readingId)}>{t('vitals.correct')}</Button>
            ) : null,
        }]
      : []),
  ];
  return (
    <Table dense caption={t('vitals.tableCaption', { name, range: rangeLabel })} columns={[when, ...(isDaily ? daily : raw)]}
      rows={points.toReversed()} rowKey={(point) => point.readingId ?? String(point.at)} />
  );
}

function StateTag({ state }: { state: string | undefined }) {
  const { t } = useTranslation();
  if (state === 'amended') return <Tag tone="strong">{t('vitals.state.amended')}</Tag>;
  if (state === 'entered_in_error') return <Tag tone="warning">{t('vitals.state.entered_in_error')}</Tag>;
  return <span className="muted">{t('vitals.state.final')}</span>;
}
