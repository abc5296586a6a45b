/** What happened with a patient, from the lists the API has: alerts, reviews, interactions, decisions. */
import { useQueries } from '@tanstack/react-query';
import { getClient, unwrap } from '@/api/client';
import { toApiError } from '@/api/errors';
import { keys } from '@/api/keys';
import type { Alert, Page } from '@/api/types';

export interface TimelineItem {
  id: string;
  at: string;
  kind: 'alert' | 'review' | 'interaction' | 'decision';
  title: string;
  who: string | null;
  note: string | null;
}

interface Review { id: string; reviewed_at: string; reviewed_by: string | null; note: string | null }
interface Interaction { id: string; kind: string; started_at: string; by: string | null; outcome: string | null; note: string | null }
interface Decision { id: string; action: string; decided_at: string; by: string | null; note: string | null }

interface Source<T> {
  path: string;
  query?: Record<string, string>;
  toItem: (row: T) => TimelineItem;
}

function source<T>(spec: Source<T>) {
  return spec as Source<unknown>;
}

function sources(patientId: string): Source<unknown>[] {
  const alert = (row: Alert): TimelineItem => ({ id: row.id, at: row.opened_at, kind: 'alert', title: row.message, who: null, note: null });
  return [
    source<Alert>({ path: '/api/v1/triage/alerts/', query: { patient_id: patientId, state: 'unresolved' }, toItem: alert }),
    source<Alert>({ path: '/api/v1/triage/alerts/', query: { patient_id: patientId, state: 'resolved' }, toItem: alert }),
    source<Review>({ path: '/api/v1/patients/{patient_id}/reviews/', toItem: (row) => ({ id: row.id, at: row.reviewed_at, kind: 'review', title: '', who: row.reviewed_by, note: row.note }) }),
    source<Interaction>({ path: '/api/v1/patients/{patient_id}/interactions/', toItem: (row) => ({ id: row.id, at: row.started_at, kind: 'interaction', title: row.kind, who: row.by, note: row.note ?? row.outcome }) }),
    source<Decision>({ path: '/api/v1/patients/{patient_id}/decisions/', toItem: (row) => ({ id: row.id, at: row.decided_at, kind: 'decision', title: row.action, who: row.by, note: row.note }) }),
  ];
}

/** Newest first. A part this role may not see is left out; any other failure is told. */
export function useTimeline(patientId: string) {
  return useQueries({
    queries: sources(patientId).map(({ path, query = {}, toItem }) => ({
      queryKey: [...keys.patient(patientId), 'timeline', path, query],
      queryFn: async () => {
        const rows = await unwrap<Page<unknown>>(getClient().GET(path, { params: { path: { patient_id: patientId }, query } }));
        return rows.results.map(toItem);
      },
    })),
    combine: (results) => ({
      isPending: results.some((result) => result.isPending),
      error: results.map((result) => result.error).find((error) => error && !toApiError(error).isForbidden) ?? null,
      items: results.flatMap((result) => result.data ?? []).sort((a, b) => b.at.localeCompare(a.at)),
    }),
  });
}
