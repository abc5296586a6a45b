/** All vitals of a patient over a chosen range, as charts or tables, and the ways to type one in and to correct one. */
import { ChartLine, Plus, Table2 } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCan } from '@/api/session/context';
import { Card } from '@/components/ui/card';
import { Button } from '@/components/ui/button';
import { Segments } from '@/components/ui/segments';
import { EmptyState, QueryView } from '@/components/ui/states';
import { VITALS, type Vital } from '@/lib/units';
import { RANGES, spanOfRange, useSeries, type Range, type Resolution } from '../api/series';
import { AddReadingDialog } from './add-reading-dialog';
import { CorrectionDialog } from './correction-dialog';
import { limitsOf, pointsOf } from './points';
import { VitalPanel } from './vital-panel';
import './vitals.css';

/** Vitals of one measurement stand in one box; each keeps its own axis, so bands never overlap. */
const GROUPS: { title: 'kind.blood_pressure' | null; vitals: Vital[] }[] = [
  { title: 'kind.blood_pressure', vitals: ['systolic', 'diastolic'] },
  ...VITALS.filter((vital) => vital !== 'systolic' && vital !== 'diastolic').map((vital) => ({ title: null, vitals: [vital] })),
];

interface VitalsPanelProps {
  patientId: string;
  zone: string;
  /** The server takes no readings of a patient who is archived. */
  takesReadings: boolean;
}

export function VitalsPanel({ patientId, zone, takesReadings }: VitalsPanelProps) {
  const { t } = useTranslation();
  const mayCorrect = useCan('reading.correct');
  const mayAdd = useCan('reading.create') && takesReadings;
  const [range, setRange] = useState<Range>('d30');
  const [resolution, setResolution] = useState<Resolution>('raw');
  const [asTable, setAsTable] = useState(false);
  const [correcting, setCorrecting] = useState<string | null>(null);
  const [isAdding, setAdding] = useState(false);
  const [seenAt, setSeenAt] = useState(() => Date.now());
  const span = spanOfRange(range, seenAt);
  const query = useSeries(patientId, span, resolution);
  const rangeLabel = t(`vitals.ranges.${range}`);
  const onCorrect = mayCorrect && resolution === 'raw' ? setCorrecting : undefined;

  const choose = (next: Range) => {
    setRange(next);
    setResolution(RANGES[next] > 30 ? 'day' : 'raw');
  };
  return (
    <div className="stack">
      <div className="toolbar">
        <Segments label={t('vitals.range')} value={range} onChange={choose}
          options={(Object.keys(RANGES) as Range[]).map((value) => ({ value, label: t(`vitals.ranges.${value}`) }))} />
        <Segments label={t('vitals.resolution')} value={resolution} onChange={setResolution}
          options={[{ value: 'raw', label: t('vitals.raw') }, { value: 'day', label: t('vitals.day') }]} />
        <Button icon={asTable ? <ChartLine size={16} aria-hidden="true" /> : <Table2 size={16} aria-hidden="true" />} onPress={() => setAsTable(!asTable)}>
          {t(asTable ? 'vitals.asChart' : 'vitals.asTable')}
        </Button>
        {mayAdd ? <Button kind="primary" icon={<Plus size={16} aria-hidden="true" />} onPress={() => setAdding(true)}>{t('typed.add')}</Button> : null}
      </div>
      <QueryView
        query={query}
        isEmpty={(series) => VITALS.every((vital) => pointsOf(series, vital, resolution).length === 0)}
        empty={<EmptyState title={t('vitals.noneTitle')}>{t('vitals.noneText')}</EmptyState>}
      >
        {(series) => (
          <>
            <div className="chart-legend">
              <span>{t('vitals.zone', { zone: series.zone })}</span>
              {asTable ? null : <><span><i className="swatch swatch-warning" />{t('vitals.warning')}</span><span><i className="swatch swatch-critical" />{t('vitals.critical')}</span></>}
              {onCorrect ? <span>{t('vitals.points')}</span> : null}
            </div>
            <div className="vitals-grid">
              {GROUPS.map(({ title, vitals }) => {
                const shown = vitals.map((vital) => ({ vital, points: pointsOf(series, vital, resolution) })).filter(({ points }) => points.length > 0);
                if (shown.length === 0) return null;
                return (
                  <Card key={vitals.join()} {...(title ? { title: t(title) } : {})}>
                    {shown.map(({ vital, points }) => (
                      <VitalPanel key={vital} vital={vital} points={points} limits={limitsOf(series, vital)} span={[span.from, span.to]} zone={series.zone}
                        isDaily={resolution === 'day'} asTable={asTable} rangeLabel={rangeLabel} onCorrect={onCorrect} />
                    ))}
                  </Card>
                );
              })}
            </div>
          </>
        )}
      </QueryView>
      {isAdding ? <AddReadingDialog patientId={patientId} zone={zone} onStored={() => setSeenAt(Date.now())} onClose={() => setAdding(false)} /> : null}
      {correcting ? <CorrectionDialog patientId={patientId} readingId={correcting} onClose={() => setCorrecting(null)} /> : null}
    </div>
  );
}
