/**
 * Showing an act on an alert before the server has confirmed it, and taking it back when it refuses.
 *
 * `patchAlert` mirrors what each act will change on screen; the server's answer replaces it a moment later.
 */
import type { QueryClient, QueryKey } from '@tanstack/react-query';
import { keys } from '@/api/keys';
import type { Alert, AlertAction, Page, TopAlert, TriageItem } from '@/api/types';

type Shown = Pick<TopAlert, 'id' | 'state' | 'claimed_by' | 'claimed_by_name'>;

export interface Me {
  id: number;
  name: string;
}

export function patchAlert<T extends Shown>(alert: T, action: AlertAction, me: Me): T {
  switch (action) {
    case 'claim':
      return { ...alert, state: 'acknowledged', claimed_by: me.id, claimed_by_name: me.name };
    case 'release':
      return { ...alert, state: 'open', claimed_by: null, claimed_by_name: null };
    case 'acknowledge':
      return { ...alert, state: 'acknowledged' };
    case 'resolve':
      return { ...alert, state: 'resolved' };
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
  me: Me;
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
        const patched = patch(item.top_alert);
        const leavesOpen = item.top_alert.state === 'open' && patched.state !== 'open';
        return {
          ...item,
          top_alert: patched.state === 'resolved' ? null : patched,
          unacknowledged_alerts: leavesOpen ? Math.max(0, item.unacknowledged_alerts - 1) : item.unacknowledged_alerts,
        };
      }),
    },
  );
  client.setQueriesData<Page<Alert>>({ queryKey: [...keys.patient(patientId), 'alerts', 'list'] }, (page) =>
    page && { ...page, results: page.results.map(patch) },
  );
  return snapshot;
}

export function takeBack(client: QueryClient, snapshot: Snapshot): void {
  for (const [key, data] of snapshot) client.setQueryData(key, data);
}
