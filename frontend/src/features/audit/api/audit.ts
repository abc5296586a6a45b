/** Requests about the audit log. */
import { useInfiniteQuery, useMutation, useQuery } from '@tanstack/react-query';
import { getClient, unwrap } from '@/api/client';
import { keys } from '@/api/keys';

export interface AuditEntry {
  id: string;
  at: string;
  actor_kind: string;
  actor_user_id: number | null;
  actor_name: string;
  actor_role: string;
  action: string;
  entity: string;
  entity_id: string;
  patient_ids: string[];
  address: string | null;
  request_id: string;
  outcome: string;
  reason: string | null;
  detail: Record<string, unknown>;
}

interface EntryPage {
  results: AuditEntry[];
  next_cursor: string | null;
}

export interface AuditFilter {
  patient_id?: string;
  action?: string;
  actor?: number;
  from?: string;
  to?: string;
}

export function useAuditEntries(filter: AuditFilter) {
  return useInfiniteQuery({
    queryKey: [...keys.audit, 'entries', filter],
    queryFn: ({ pageParam, signal }) =>
      (unwrap(getClient().GET('/api/v1/audit/entries/', { params: { query: { ...filter, ...(pageParam ? { cursor: pageParam } : {}) } }, signal })) as Promise<EntryPage>),
    initialPageParam: '',
    getNextPageParam: (page) => page.next_cursor,
    // Looking at the log is itself an entry: it is read when asked for, not again and again.
    staleTime: Infinity,
    refetchOnWindowFocus: false,
  });
}

export interface SignedRoot {
  tree_size: number;
  root_hash: string;
  signed_at: string;
  key_id: string;
}

export function useSignedRoots() {
  return useQuery({
    queryKey: [...keys.audit, 'roots'],
    queryFn: ({ signal }) => (unwrap(getClient().GET('/api/v1/audit/roots/', { signal })) as Promise<{ results: SignedRoot[] }>),
  });
}

/** The entry as FHIR R4 AuditEvent, for export. */
export function useAuditEvent() {
  return useMutation({
    mutationFn: (id: string) => (unwrap(getClient().GET('/api/v1/audit/entries/{entry_id}/fhir/', { params: { path: { entry_id: id } } })) as Promise<Record<string, unknown>>),
  });
}
