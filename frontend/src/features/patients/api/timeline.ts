/** What happened with a patient, from the lists the API has: alerts, contacts, decisions. */
import { useQueries } from '@tanstack/react-query';
import { getClient, unwrap } from '@/api/client';
import { toApiError } from '@/api/errors';
import { keys } from '@/api/keys';
import { useSession } from '@/api/session/context';
import type { Schemas } from '@/api/types';

export interface TimelineItem {
  id: string;
  at: string;
  kind: 'alert' | 'interaction' | 'decision';
  title: string;
  who: string | null;
  note: string | null;
}

type Reader = (patientId: string) => Promise<TimelineItem[]>;

const alerts = (state: 'unresolved' | 'resolved'): Reader => async (patientId) => {
  const page = await unwrap(getClient().GET('/api/v1/triage/alerts/', { params: { query: { patient_id: patientId, state, page_size: 100 } } }));
  return page.results.map((row) => ({ id: row.id, at: row.opened_at, kind: 'alert', title: row.message, who: null, note: null }));
};

const interactions: Reader = async (patientId) => {
  const page = await unwrap(getClient().GET('/api/v1/patients/{patient_id}/interactions/', { params: { path: { patient_id: patientId } } }));
  return page.results.map((row: Schemas['InteractionShape']) => ({
    id: row.id, at: row.started_at, kind: 'interaction', title: row.kind, who: row.by, note: row.note ?? (row.outcome || null),
  }));
};

const decisions: Reader = async (patientId) => {
  const page = await unwrap(getClient().GET('/api/v1/patients/{patient_id}/decisions/', { params: { path: { patient_id: patientId } } }));
  return page.results.map((row: Schemas['DecisionShape']) => ({ id: row.id, at: row.signed_at, kind: 'decision', title: row.action, who: row.by, note: row.rationale }));
};

const READERS: { name: string; permission: string; read: Reader }[] = [
  { name: 'open', permission: 'alert.read', read: alerts('unresolved') }, { name: 'resolved', permission: 'alert.read', read: alerts('resolved') },
  { name: 'interactions', permission: 'patient.read', read: interactions }, { name: 'decisions', permission: 'patient.read', read: decisions },
];

/** Newest first. A part this role may not see is not asked for; any failure is told. */
export function useTimeline(patientId: string) {
  const { permissions } = useSession().user;
  return useQueries({
    queries: READERS.filter((reader) => permissions.includes(reader.permission)).map(({ name, read }) => ({
      queryKey: [...keys.patient(patientId), 'timeline', name],
      queryFn: () => read(patientId),
    })),
    combine: (results) => ({
      isPending: results.some((result) => result.isPending),
      error: results.map((result) => result.error).find((error) => error && !toApiError(error).isForbidden) ?? null,
      items: results.flatMap((result) => result.data ?? []).sort((a, b) => b.at.localeCompare(a.at)),
    }),
  });
}
