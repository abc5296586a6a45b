/** A patient's monitoring: what it rests on while it runs, the form that begins it where none does, and what was before. */
import { useTranslation } from 'react-i18next';
import { useCan } from '@/api/session/context';
import { Card } from '@/components/ui/card';
import { QueryView } from '@/components/ui/states';
import { Table, type Column } from '@/components/ui/table';
import { useLocale } from '@/lib/use-locale';
import { useRows, type Episode } from '../api/enrollment';
import { EnrollForm } from './enroll-form';
import { RunningCard } from './running-card';
import { SetupsCard } from './setups-card';
import { useCodeWords } from './use-code-words';
import './enrollment.css';

interface EnrollmentPanelProps {
  patientId: string;
  zone: string;
  /** Why nobody may be enrolled anew, if so. */
  closed: 'archived' | 'deceased' | null;
}

export function EnrollmentPanel({ patientId, zone, closed }: EnrollmentPanelProps) {
  const { t } = useTranslation();
  const mayWrite = useCan('enrollment.write');
  const query = useRows(patientId, 'episodes');
  return (
    <QueryView query={query}>
      {(episodes) => {
        const running = episodes.find((one) => one.ended_at === null);
        const ended = episodes.filter((one) => one.ended_at !== null);
        return (
          <div className="stack">
            {running ? (
              <>
                <RunningCard patientId={patientId} zone={zone} episode={running} mayWrite={mayWrite} />
                <SetupsCard patientId={patientId} zone={zone} episodeId={running.id} mayWrite={mayWrite} />
              </>
            ) : (
              <p className="notice notice-warning"><strong>{t('enrollment.noneTitle')}</strong> {t(`enrollment.${closed ?? 'noneText'}`)}</p>
            )}
            {!running && mayWrite && !closed ? <EnrollForm patientId={patientId} zone={zone} isAgain={ended.length > 0} /> : null}
            {ended.length > 0 ? <EndedEpisodes episodes={ended} zone={zone} /> : null}
          </div>
        );
      }}
    </QueryView>
  );
}

function EndedEpisodes({ episodes, zone }: { episodes: Episode[]; zone: string }) {
  const { t } = useTranslation();
  const { instant } = useLocale();
  const words = useCodeWords();
  const columns: Column<Episode>[] = [
    { key: 'from', header: t('enrollment.began'), isRowHeader: true, cell: (row) => instant(row.started_at, zone, 'date') },
    { key: 'to', header: t('enrollment.ended'), cell: (row) => (row.ended_at ? instant(row.ended_at, zone, 'date') : '') },
    { key: 'why', header: t('enrollment.endReason'), wide: true, cell: (row) => [words.endReason(row.end_reason), row.end_note].filter(Boolean).join(': ') },
  ];
  return <Card title={t('enrollment.earlier')} flush><Table caption={t('enrollment.earlier')} columns={columns} rows={episodes} rowKey={(row) => row.id} /></Card>;
}
