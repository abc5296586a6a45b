/**
 * Showing an act on an alert before the server has confirmed it, and taking it back when it refuses.
 *
 * `patchAlert` mirrors what each act will change on screen; the server's answer replaces it a moment later.
 */
import type { QueryClient, QueryKey } from '@tanstack/react-query';
import { keys } from '@/api/keys';
import type { Alert, AlertAction, Page, PatientSummary, PersonRef, TopAlert, TriageItem } from '@/api/types';

type Shown = Pick<TopAlert, 'id' | 'state' | 'claimed_by' | 'due_at'>;

export function patchAlert<T extends Shown>(alert: T, action: AlertAction, me: PersonRef): T {
  switch (action) {
    case 'claim':
      return { ...alert, claimed_by: me };
    case 'release':
      return { ...alert, claimed_by: null };
    case 'acknowledge':
      return { ...alert, state: 'acknowledged', due_at: null };
    case 'resolve':
      return { ...alert, state: 'resolved', due_at: null };
    case 'comment':
    case 'escalate':
      return alert;
  }
}

export type Snapshot = [QueryKey, unknown][];

interface Act {
  alertId: string;
  patientId: string;
  action: AlertAction;
  me: PersonRef;
}

/** Patches every cached list that shows the alert; the snapshot restores them. */
export function showAct(client: QueryClient, { alertId, patientId, action, me }: Act): Snapshot {
  const filters = [{ queryKey: [...keys.triage, 'list'] }, { queryKey: keys.patient(patientId) }];
  const snapshot: Snapshot = filters.flatMap((filter) => client.getQueriesData(filter));
  const patch = <T extends Shown>(alert: T): T => (alert.id === alertId ? patchAlert(alert, action, me) : alert);

  client.setQueriesData<Page<TriageItem>>({ queryKey: [...keys.triage, 'list'] }, (page) =>
    page && {
      ...page,
      results: page.results.map((item) => {
        if (item.top_alert?.id !== alertId) return item;
        const leavesOpen = item.top_alert.state === 'open' && (action === 'acknowledge' || action === 'resolve');
        return {
          ...item,
          top_alert: action === 'resolve' ? null : patch(item.top_alert),
          unacknowledged_alerts: leavesOpen ? Math.max(0, item.unacknowledged_alerts - 1) : item.unacknowledged_alerts,
        };
      }),
    },
  );
  client.setQueriesData<PatientSummary>({ queryKey: [...keys.patient(patientId), 'summary'] }, (summary) =>
    summary && { ...summary, open_alerts: summary.open_alerts.map(patch).filter((alert) => alert.state !== 'resolved') },
  );
  client.setQueriesData<Page<Alert>>({ queryKey: [...keys.patient(patientId), 'alerts', 'list'] }, (page) =>
    page && { ...page, results: page.results.map(patch) },
  );
  return snapshot;
}

export function takeBack(client: QueryClient, snapshot: Snapshot): void {
  for (const [key, data] of snapshot) client.setQueryData(key, data);
}
