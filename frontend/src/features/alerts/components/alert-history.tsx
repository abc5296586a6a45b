/** Every step of an alert, with who and when. */
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { keys } from '@/api/keys';
import { EmptyState, LoadingState, QueryView } from '@/components/ui/states';
import { Instant } from '@/components/ui/time';
import { fetchAlert } from '../api/alerts';

export function AlertHistory({ alertId, patientId, zone }: { alertId: string; patientId: string; zone: string }) {
  const { t, i18n } = useTranslation();
  const query = useQuery({ queryKey: [...keys.patient(patientId), 'alerts', 'one', alertId], queryFn: () => fetchAlert(alertId) });
  /** A step this catalogue has no word for is shown by the server's own. */
  const word = (action: string) => {
    const key = `alerts.steps.${action}`;
    return i18n.exists(key) ? t(key as 'alerts.steps.opened') : action.replaceAll('_', ' ');
  };
  return (
    <QueryView query={query} loading={<LoadingState rows={3} />} isEmpty={(alert) => alert.history.length === 0} empty={<EmptyState title={t('common.none')} />}>
      {(alert) => (
        <ol className="steps">
          {alert.history.map((step) => (
            <li key={step.id} className="step">
              <span className="step-what">{word(step.action)}</span>
              <span className="muted">{t('alerts.by', { name: step.actor_name ?? t('common.system') })}</span>
              <Instant at={step.at} zone={zone} />
              {typeof step.detail.outcome === 'string' ? <span>{outcomeWord(step.detail.outcome)}</span> : null}
              {step.comment ? <q className="step-comment">{step.comment}</q> : null}
            </li>
          ))}
        </ol>
      )}
    </QueryView>
  );

  function outcomeWord(outcome: string): string {
    const key = `alerts.outcomes.${outcome}`;
    return i18n.exists(key) ? t(key as 'alerts.outcomes.no_action_needed') : outcome;
  }
}
