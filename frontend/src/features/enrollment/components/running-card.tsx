/** What running monitoring rests on: since when, the order, the consents in force, what is measured how often. */
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { Card, Facts } from '@/components/ui/card';
import { Problem } from '@/components/ui/problem';
import { dayInZone } from '@/lib/time';
import { useLocale } from '@/lib/use-locale';
import { useNow } from '@/lib/use-now';
import { useRows, type Consent, type Episode, type Order, type Plan } from '../api/enrollment';
import { EndDialog } from './end-dialog';
import { RevokeDialog } from './revoke-dialog';
import { useCodeWords } from './use-code-words';

interface RunningCardProps {
  patientId: string;
  zone: string;
  episode: Episode;
  mayWrite: boolean;
}

export function RunningCard({ patientId, zone, episode, mayWrite }: RunningCardProps) {
  const { t } = useTranslation();
  const { instant } = useLocale();
  const [ending, setEnding] = useState(false);
  const [revoked, setRevoked] = useState<Consent | null>(null);
  const orders = useRows(patientId, 'orders');
  const consents = useRows(patientId, 'consents');
  const plans = useRows(patientId, 'plans');
  const today = dayInZone(useNow(60_000), zone);
  const order = orders.data?.find((one) => one.id === episode.order_id);
  const given = consents.data?.filter((one) => one.revoked_at === null) ?? [];
  const running = plans.data?.filter((one) => one.episode_id === episode.id && (one.ends_on === null || one.ends_on > today)) ?? [];
  return (
    <Card title={t('enrollment.running')} action={mayWrite ? <Button size="small" onPress={() => setEnding(true)}>{t('enrollment.end')}</Button> : null}>
      <Facts items={[
        [t('enrollment.since'), instant(episode.started_at, zone)],
        [t('enrollment.order'), <Fetched key="order" query={orders}><OrderLine order={order} /></Fetched>],
        [t('patient.consent'), <Fetched key="consents" query={consents}>{given.length === 0 ? t('patient.noConsent') : (
          <ul className="consent-list">
            {given.map((one) => <ConsentLine key={one.id} consent={one} zone={zone} onRevoke={mayWrite ? () => setRevoked(one) : null} />)}
          </ul>
        )}</Fetched>],
        [t('enrollment.plan'), <Fetched key="plans" query={plans}>{running.length === 0 ? t('enrollment.noPlan') : (
          <ul className="consent-list">{running.map((one) => <li key={one.id}><PlanLine plan={one} /></li>)}</ul>
        )}</Fetched>],
      ]} />
      {ending ? <EndDialog patientId={patientId} episodeId={episode.id} onClose={() => setEnding(false)} /> : null}
      {revoked ? <RevokeDialog patientId={patientId} consent={revoked} isLast={given.filter((one) => one.scopes.includes('monitoring')).length < 2} onClose={() => setRevoked(null)} /> : null}
    </Card>
  );
}

/** "None" is said only by an answer: what has not come yet, or failed to, says so. */
function Fetched({ query, children }: { query: { data: unknown; error: unknown }; children: ReactNode }) {
  const { t } = useTranslation();
  if (query.data !== undefined) return <>{children}</>;
  return query.error ? <Problem error={query.error} /> : <>{t('common.loading')}</>;
}

function OrderLine({ order }: { order: Order | undefined }) {
  const { t } = useTranslation();
  const { date } = useLocale();
  if (!order) return <>—</>;
  const until = order.expires_on ? t('enrollment.orderUntil', { date: date(order.expires_on) }) : t('enrollment.orderOpen');
  return (
    <>
      {t('enrollment.orderBy', { name: order.ordered_by_name, npi: order.ordering_npi, date: date(order.ordered_on) })} · {until}
      <br />{order.vitals.map((kind) => t(`kind.${kind}`)).join(', ')} · <span className="mono">{order.diagnoses.join(', ')}</span>
      {order.cancelled_at ? <><br /><strong>{t('enrollment.orderCancelled')}</strong></> : null}
    </>
  );
}

function ConsentLine({ consent, zone, onRevoke }: { consent: Consent; zone: string; onRevoke: (() => void) | null }) {
  const { t } = useTranslation();
  const { instant } = useLocale();
  const words = useCodeWords();
  const when = instant(consent.given_at, zone, 'date');
  return (
    <li className="row-spread">
      <span>
        {t(`enrollment.methods.${consent.method}`)}, {when}{consent.taken_by ? ` · ${consent.taken_by}` : ''}
        <br /><span className="small muted">{[...consent.scopes.map(words.scope), ...consent.notices.map(words.notice)].join(' · ')}</span>
      </span>
      {onRevoke ? <Button size="small" kind="quiet" aria-label={t('enrollment.revokeOf', { date: when })} onPress={onRevoke}>{t('enrollment.revoke')}</Button> : null}
    </li>
  );
}

function PlanLine({ plan }: { plan: Plan }) {
  const { t } = useTranslation();
  const words = useCodeWords();
  return <>{words.kind(plan.kind)}: {t('enrollment.timesPerDay', { count: plan.times_per_day })}, {t('enrollment.daysPerWeek', { count: plan.days_per_week })}</>;
}
