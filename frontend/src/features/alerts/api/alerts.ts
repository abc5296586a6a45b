/** Requests about alerts. */
import { getClient, unwrap } from '@/api/client';
import type { Alert, AlertAction, AlertState, Page } from '@/api/types';

export type AlertStateFilter = AlertState | 'unresolved';

export interface AlertFilter {
  patient_id: string;
  state: AlertStateFilter;
  page?: number;
}

export function listAlerts(query: AlertFilter): Promise<Page<Alert>> {
  return unwrap<Page<Alert>>(getClient().GET('/api/v1/triage/alerts/', { params: { query: { ...query } } }));
}

/** One alert with every step of its history. */
export function fetchAlert(id: string): Promise<Alert> {
  return unwrap<Alert>(getClient().GET('/api/v1/triage/alerts/{id}/', { params: { path: { id } } }));
}

export interface AlertActInput {
  comment?: string;
  outcome?: string;
  reason?: string;
  to_role?: string;
  stat?: boolean;
}

export function actOnAlert(id: string, action: AlertAction, body: AlertActInput): Promise<Alert> {
  return unwrap<Alert>(getClient().POST(`/api/v1/triage/alerts/{id}/${action}/`, { params: { path: { id } }, body }));
}
