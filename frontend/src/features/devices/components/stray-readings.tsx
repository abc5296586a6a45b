/** What stands with somebody who did not have the device then: a notice with the list, and the ways to settle it. */
import { TriangleAlert } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useCan, usePracticeZone } from '@/api/session/context';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { Pager } from '@/components/ui/pager';
import { Problem } from '@/components/ui/problem';
import { Table, type Column } from '@/components/ui/table';
import { Instant } from '@/components/ui/time';
import { paths } from '@/config/paths';
import { VITALS } from '@/lib/units';
import { useLocale } from '@/lib/use-locale';
import { useStrays, type Stray, type StrayPage } from '../api/strays';
import { SettleDialog, type Settling } from './settle-dialog';

export interface StrayCorrection {
  patientId: string;
  readingId: string;
  /** Who had the device then, where anybody but the record's patient had. */
  person: { id: string; name: string } | null;
  onClose: () => void;
}

interface StrayReadingsProps {
  deviceId: string;
  /** Correcting a single reading is another feature's: the application brings it. */
  renderCorrection: (asked: StrayCorrection) => ReactNode;
}

export function StrayReadings({ deviceId, renderCorrection }: StrayReadingsProps) {
  const mayRead = useCan('reading.read');
  const [page, setPage] = useState(1);
  const [correcting, setCorrecting] = useState<Stray | null>(null);
  const [settling, setSettling] = useState<Settling | null>(null);
  const query = useStrays(deviceId, page, mayRead);
  const found = query.data;
  // The last one of a later page was settled.
  if (page > 1 && found?.results.length === 0) setPage(1);
  const whose = correcting?.belongs_to && correcting.belongs_to.patient_id !== correcting.patient_id ? correcting.belongs_to : null;
  // The dialogs stand beside the list: they have a word to say when what they settled was the last of it.
  return (
    <>
      {query.error && !found ? <Problem error={query.error} /> : null}
      {found && found.count > 0 ? <StrayList found={found} page={page} onPage={setPage} onCorrect={setCorrecting} onSettle={setSettling} /> : null}
      {correcting ? renderCorrection({ patientId: correcting.patient_id, readingId: correcting.id, person: whose ? { id: whose.patient_id, name: whose.patient_name } : null, onClose: () => setCorrecting(null) }) : null}
      {settling ? <SettleDialog deviceId={deviceId} settling={settling} onClose={() => setSettling(null)} /> : null}
    </>
  );
}

interface StrayListProps {
  found: StrayPage;
  page: number;
  onPage: (page: number) => void;
  onCorrect: (row: Stray) => void;
  onSettle: (settling: Settling) => void;
}

function StrayList({ found, page, onPage, onCorrect, onSettle }: StrayListProps) {
  const { t } = useTranslation();
  const zone = usePracticeZone();
  const { number, instant } = useLocale();
  const mayCorrect = useCan('reading.correct');
  const { count, results } = found;
  const columns: Column<Stray>[] = [
    { key: 'at', header: t('vitals.measuredAt'), isRowHeader: true, cell: (row) => <Instant at={row.measured_at} zone={zone} /> },
    { key: 'value', header: t('vitals.value'), cell: (row) => <Values row={row} /> },
    { key: 'patient', header: t('strays.standsWith'), cell: (row) => <Link to={paths.patient(row.patient_id, 'vitals')}>{row.patient_name}</Link> },
    { key: 'whose', header: t('strays.belongsTo'), cell: (row) => row.belongs_to ? row.belongs_to.patient_name : <span className="muted">{t('strays.nobody')}</span> },
    {
      key: 'act', header: <span className="visually-hidden">{t('common.actions')}</span>, align: 'end',
      cell: (row) => mayCorrect ? <Button size="small" aria-label={t('correction.seriesRow', { time: instant(row.measured_at, zone) })} onPress={() => onCorrect(row)}>{t('vitals.correct')}</Button> : null,
    },
  ];
  const people = new Map(results.flatMap(({ belongs_to }) => (belongs_to ? [[belongs_to.patient_id, belongs_to.patient_name] as const] : [])));
  return (
    <Card title={t('strays.title')}>
      <p className="notice notice-warning" role="alert"><TriangleAlert size={16} aria-hidden="true" /> <span>{t('strays.count', { count, formatted: number(count) })}</span></p>
      <p className="small muted">{t(mayCorrect ? 'strays.lead' : 'strays.leadOther')}</p>
      {mayCorrect && people.size > 0 ? (
        <div className="row">
          {[...people].map(([id, name]) => <Button key={id} size="small" kind="primary" onPress={() => onSettle({ patientId: id, name })}>{t('strays.settle', { name })}</Button>)}
        </div>
      ) : null}
      <Table caption={t('strays.title')} columns={columns} rows={results} rowKey={(row) => row.id} />
      {count > results.length || page > 1 ? <Pager page={page} pageSize={20} count={count} onChange={onPage} /> : null}
    </Card>
  );
}

/** Every value with its unit; both numbers of a blood pressure with one. */
function Values({ row }: { row: Stray }) {
  const { number, vital } = useLocale();
  const { systolic, diastolic } = row;
  const isPair = typeof systolic === 'number' && typeof diastolic === 'number';
  const others = VITALS.filter((name) => !isPair || (name !== 'systolic' && name !== 'diastolic'));
  const texts = others.flatMap((name) => (typeof row[name] === 'number' ? [vital(name, row[name], { also: true })] : []));
  return <span className="digits">{[...(isPair ? [`${number(systolic)}/${number(diastolic)}\u00a0mmHg`] : []), ...texts].join(' · ')}</span>;
}
