/** One work item: the reason, the next step, who has it, what was noted, and how it ended. */
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useCan, usePracticeZone } from '@/api/session/context';
import { BackLink } from '@/components/layouts/back-link';
import { Tag } from '@/components/ui/badges';
import { Card, Facts } from '@/components/ui/card';
import { QueryView } from '@/components/ui/states';
import { Day, Instant } from '@/components/ui/time';
import { paths } from '@/config/paths';
import { OUTCOMES, useWorkItem, type WorkDetail } from '../api/work';
import { AppealOfLine } from './appeal-dialog';
import { WorkActs } from './work-acts';
import './claims.css';

const EVENTS = ['created', 'assigned', 'noted', 'done'] as const;

export function WorkItemScreen({ itemId }: { itemId: string }) {
  const { t } = useTranslation();
  const query = useWorkItem(itemId);
  return (
    <div className="stack">
      <BackLink to={paths.billing('work')} label={t('work.back')} />
      <QueryView query={query}>{(item) => <WorkView item={item} />}</QueryView>
    </div>
  );
}

function useOutcomeWord(): (outcome: string | null) => string {
  const { t } = useTranslation();
  return (outcome) => {
    if (outcome === 'facts_changed') return t('work.factsChanged');
    const known = OUTCOMES.find((one) => one === outcome);
    return known ? t(`work.outcomes.${known}`) : (outcome ?? '—');
  };
}

function WorkView({ item }: { item: WorkDetail }) {
  const { t } = useTranslation();
  const mayWrite = useCan('billing.write');
  const maySubmit = useCan('billing.submit');
  const say = useOutcomeWord();
  const lineId = typeof item.params.line_id === 'string' && ['denied', 'part_denied'].includes(item.reason) ? item.params.line_id : null;
  return (
    <>
      <Card title={t(`work.kinds.${item.kind}`)} action={<Tag tone={item.state === 'open' ? 'strong' : 'good'}>{t(`work.states.${item.state}`)}</Tag>}>
        <p>{item.text}</p>
        {item.next_step ? <p className="notice"><span><strong>{t('work.next')}:</strong> {item.next_step}</span></p> : null}
        <Facts items={[
          [t('claims.patient'), item.patient_id ? <Link key="p" to={paths.patient(item.patient_id, 'billing')}>{item.patient_name}</Link> : '—'],
          [t('work.line'), item.entry_id ? <Link key="l" to={paths.billing(`entries/${item.entry_id}`)}>{t('claims.open')}</Link> : '—'],
          [t('work.due'), <Day key="d" date={item.due_on} />], [t('work.assigned'), item.assigned ?? t('work.nobody')], [t('work.outcome'), say(item.outcome)],
        ]} />
        {item.patient_id && item.kind === 'denial' ? (
          <div className="toolbar">
            {lineId && maySubmit ? <AppealOfLine lineId={lineId} /> : null}
            <Link to={`${paths.billing('claims')}?patient=${item.patient_id}`}>{t('work.claimsOf')}</Link>
          </div>
        ) : null}
      </Card>
      {item.state === 'open' && mayWrite ? <WorkActs item={item} /> : null}
      <History item={item} />
    </>
  );
}

function History({ item }: { item: WorkDetail }) {
  const { t } = useTranslation();
  const zone = usePracticeZone();
  const say = useOutcomeWord();
  return (
    <Card title={t('work.history')}>
      <ol className="steps">
        {item.events.map((one, index) => {
          const known = EVENTS.find((event) => event === one.event);
          return (
            <li key={index}>
              <strong>{known ? t(`work.events.${known}`) : one.event}</strong>{' '}
              {typeof one.detail.outcome === 'string' ? say(one.detail.outcome) : null}
              <span className="small muted"> {one.by ?? t('common.system')} · <Instant at={one.at} zone={zone} /></span>
              {one.note ? <p>{one.note}</p> : null}
            </li>
          );
        })}
      </ol>
    </Card>
  );
}
