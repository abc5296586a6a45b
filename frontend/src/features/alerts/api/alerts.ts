/** Requests about alerts. */
import { getClient, unwrap } from '@/api/client';
import type { Alert, AlertDetail, AlertState, BodyOf, Page, Schemas } from '@/api/types';

export type AlertStateFilter = AlertState | 'unresolved';

export interface AlertFilter {
  patient_id: string;
  state: AlertStateFilter;
  page?: number;
}

export function listAlerts(query: AlertFilter): Promise<Page<Alert>> {
  return (unwrap(getClient().GET('/api/v1/triage/alerts/', { params: { query: { ...query } } })) as Promise<Page<Alert>>);
}

/** One alert with every step of its history. */
export function fetchAlert(id: string): Promise<AlertDetail> {
  return (unwrap(getClient().GET('/api/v1/triage/alerts/{alert_id}/', { params: { path: { alert_id: id } } })) as Promise<AlertDetail>);
}

type ResolveInput = BodyOf<'/api/v1/triage/alerts/{alert_id}/resolve/', 'post'>;
type EscalateInput = BodyOf<'/api/v1/triage/alerts/{alert_id}/escalate/', 'post'>;

/** An act with the words the API wants for it. */
export type AlertAct =
  | { action: 'claim' }
  | { action: 'release' | 'acknowledge' | 'comment'; input: Schemas['CommentInputRequest'] }
  | { action: 'resolve'; input: ResolveInput }
  | { action: 'escalate'; input: EscalateInput };

export type Outcome = ResolveInput['outcome'];
export type EscalateTo = EscalateInput['to_role'];

export function actOnAlert(id: string, act: AlertAct): Promise<unknown> {
  const params = { path: { alert_id: id } };
  const client = getClient();
  switch (act.action) {
    case 'claim':
      return unwrap(client.POST('/api/v1/triage/alerts/{alert_id}/claim/', { params }));
    case 'resolve':
      return unwrap(client.POST('/api/v1/triage/alerts/{alert_id}/resolve/', { params, body: act.input }));
    case 'escalate':
      return unwrap(client.POST('/api/v1/triage/alerts/{alert_id}/escalate/', { params, body: act.input }));
    default:
      return unwrap(client.POST(`/api/v1/triage/alerts/{alert_id}/${act.action}/`, { params, body: act.input }));
  }
}
