/**
 * The worklist: cards, filter, ranked rows, and beside them why the chosen patient stands where they stand.
 *
 * Acts on alerts come from outside (`renderDetail`, `onAlertKey`), because alerts are a feature of their own.
 */
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useSearchParams } from 'react-router';
import type { AlertAction, Level, TriageItem } from '@/api/types';
import { Button } from '@/components/ui/button';
import { Pager } from '@/components/ui/pager';
import { EmptyState, LoadingState, QueryView } from '@/components/ui/states';
import { paths } from '@/config/paths';
import { useHotkeys } from '@/lib/use-hotkeys';
import { useNarrow } from '@/lib/use-narrow';
import { useWorklist, type Ordering } from '../api/worklist';
import { KeysDialog } from './keys-dialog';
import { LevelCards, LEVELS } from './level-cards';
import { ReviewDialog } from './review-dialog';
import { useSelection } from './use-selection';
import { WorklistTable } from './worklist-table';
import { WorklistToolbar } from './worklist-toolbar';
import './triage.css';

const PAGE_SIZE = 50;

interface WorklistProps {
  live: ReactNode;
  renderDetail: (item: TriageItem, review: () => void) => ReactNode;
  onAlertKey: (action: AlertAction, item: TriageItem) => void;
}

export function Worklist({ live, renderDetail, onAlertKey }: WorklistProps) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [search, setSearch] = useSearchParams();
  const [showKeys, setShowKeys] = useState(false);
  const [reviewing, setReviewing] = useState<TriageItem | null>(null);

  const level = LEVELS.find((name) => name === search.get('risk_level')) ?? null;
  const unack = search.get('has_unack_alerts') === 'true';
  const ordering: Ordering = search.get('ordering') === 'last_reading_at' ? 'last_reading_at' : '-risk_score';
  const page = Math.max(1, Number(search.get('page')) || 1);
  const query = useWorklist({ ordering, page, page_size: PAGE_SIZE, ...(level ? { risk_level: level } : {}), ...(unack ? { has_unack_alerts: true } : {}) });
  const items = query.data?.results ?? [];
  const { selected, hasLeft, focusId, choose, move } = useSelection(items, search.toString(), query.isPlaceholderData);
  const isNarrow = useNarrow();

  const change = (name: string, value: string | null) => {
    setSearch((current) => {
      if (value === null) current.delete(name);
      else current.set(name, value);
      if (name !== 'page') current.delete('page');
      return current;
    }, { replace: true });
  };
  const open = (item: TriageItem | null) => item && void navigate(paths.patient(item.patient_id));
  const act = (action: AlertAction) => () => selected?.top_alert && onAlertKey(action, selected);
  const pick = (name: Level) => () => change('risk_level', level === name ? null : name);

  useHotkeys({
    j: () => move(1), k: () => move(-1),
    Enter: (event) => { if (!(event.target instanceof HTMLElement && event.target.closest('a,button'))) open(selected); },
    o: () => open(selected),
    c: act('claim'), a: act('acknowledge'), r: act('resolve'), e: act('escalate'), m: act('comment'),
    v: () => setReviewing(selected),
    '1': pick('critical'), '2': pick('warning'), '3': pick('no_data'), '4': pick('normal'),
    '?': () => setShowKeys(true),
  });

  return (
    <>
      <LevelCards level={level} onChange={(next) => change('risk_level', next)} />
      <div className="wl-layout">
        <section className="card card-flush" aria-label={t('triage.title')}>
          <WorklistToolbar live={live} unack={unack} ordering={ordering} onUnack={(on) => change('has_unack_alerts', on ? 'true' : null)}
            onOrdering={(next) => change('ordering', next === '-risk_score' ? null : next)} onKeys={() => setShowKeys(true)} />
          <QueryView
            query={query}
            loading={<LoadingState rows={12} />}
            isEmpty={(data) => data.results.length === 0}
            empty={
              <EmptyState title={t('triage.emptyTitle')} action={level || unack ? <Button onPress={() => setSearch({}, { replace: true })}>{t('triage.clearFilter')}</Button> : null}>
                {t(level || unack ? 'triage.emptyFiltered' : 'triage.emptyAll')}
              </EmptyState>
            }
          >
            {(data) => (
              <>
                <WorklistTable items={data.results} total={data.count} offset={(page - 1) * PAGE_SIZE} selectedId={selected?.patient_id ?? null} focusId={focusId}
                  stale={query.isPlaceholderData} onMove={move} onOpen={open} onSelect={choose} onTap={isNarrow ? open : choose} />
                <Pager page={page} pageSize={PAGE_SIZE} count={data.count} onChange={(next) => change('page', String(next))} />
              </>
            )}
          </QueryView>
        </section>
        {isNarrow ? null : (
          <aside className="wl-detail" aria-label={t('triage.detail')}>
            {selected ? renderDetail(selected, () => setReviewing(selected)) : <p className="muted">{t(hasLeft ? 'triage.hasLeft' : 'triage.selectHint')}</p>}
          </aside>
        )}
      </div>
      <KeysDialog isOpen={showKeys} onClose={() => setShowKeys(false)} />
      {reviewing ? <ReviewDialog patientId={reviewing.patient_id} patientName={reviewing.patient_name} onClose={() => setReviewing(null)} /> : null}
    </>
  );
}
