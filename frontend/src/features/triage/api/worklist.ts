/** Requests of the worklist. */
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getClient, unwrap } from '@/api/client';
import { keys } from '@/api/keys';
import type { Level, Page, TriageItem, TriageStats } from '@/api/types';

export type Ordering = '-risk_score' | 'last_reading_at';

export interface WorklistFilter {
  risk_level?: Level;
  has_unack_alerts?: boolean;
  ordering: Ordering;
  page: number;
  page_size: number;
}

export function useWorklist(filter: WorklistFilter) {
  return useQuery({
    queryKey: [...keys.triage, 'list', filter],
    queryFn: ({ signal }) =>
      (unwrap(getClient().GET('/api/v1/triage/patients/', { params: { query: { ...filter } }, signal })) as Promise<Page<TriageItem>>),
    placeholderData: keepPreviousData,
  });
}

export function useTriageStats() {
  return useQuery({
    queryKey: [...keys.triage, 'stats'],
    queryFn: ({ signal }) => (unwrap(getClient().GET('/api/v1/triage/patients/stats/', { signal })) as Promise<TriageStats>),
    refetchInterval: 60_000,
  });
}

export function useReview() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: { patient_id: string; note?: string }) => unwrap(getClient().POST('/api/v1/triage/reviews/', { body })),
    onSettled: (_, __, body) =>
      Promise.all([
        client.invalidateQueries({ queryKey: keys.triage }),
        client.invalidateQueries({ queryKey: keys.patient(body.patient_id) }),
      ]),
  });
}
