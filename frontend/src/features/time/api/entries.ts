/** Requests about time on patients: a month, late entries, corrections, and what waits for a second person. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getClient, unwrap } from '@/api/client';
import { keys } from '@/api/keys';
import type { Page, Schemas } from '@/api/types';

export type TimeMonth = Schemas['TimeMonthShape'];
export type MonthEntry = Schemas['TimeMonthEntryShape'];
export type NamedEntry = Schemas['TimeNamedEntryShape'];

export function useMonth(patientId: string, month: string | null, withPast: boolean) {
  return useQuery({
    queryKey: [...keys.patient(patientId), 'time', month, withPast],
    queryFn: (): Promise<TimeMonth> =>
      unwrap(getClient().GET('/api/v1/billing/time/patients/{patient_id}/', {
        params: { path: { patient_id: patientId }, query: { ...(month ? { month } : {}), ...(withPast ? { with_past: true } : {}) } },
      })),
  });
}

export function useNamedEntries(kind: 'waiting' | 'held', page: number) {
  return useQuery({
    queryKey: [...keys.time, kind, page],
    queryFn: (): Promise<Page<NamedEntry>> => {
      const params = { query: { page } };
      return kind === 'waiting'
        ? unwrap(getClient().GET('/api/v1/billing/time-entries/waiting/', { params }))
        : unwrap(getClient().GET('/api/v1/billing/time-entries/held/', { params }));
    },
  });
}

export type EntryAct =
  | { act: 'type'; body: Schemas['TimeTypeInputRequest'] }
  | { act: 'amend'; id: string; body: Schemas['TimeAmendInputRequest'] }
  | { act: 'withdraw' | 'reject' | 'resolve-hold'; id: string; body: Schemas['TimeReasonInputRequest'] }
  | { act: 'approve'; id: string; body: Schemas['TimeApproveInputRequest'] };

function send(given: EntryAct): Promise<Schemas['TimeEntryDetail']> {
  const client = getClient();
  if (given.act === 'type') return unwrap(client.POST('/api/v1/billing/time-entries/', { body: given.body }));
  const params = { path: { entry_id: given.id } };
  switch (given.act) {
    case 'amend':
      return unwrap(client.POST('/api/v1/billing/time-entries/{entry_id}/amend/', { params, body: given.body }));
    case 'approve':
      return unwrap(client.POST('/api/v1/billing/time-entries/{entry_id}/approve/', { params, body: given.body }));
    default:
      return unwrap(client.POST(`/api/v1/billing/time-entries/{entry_id}/${given.act}/`, { params, body: given.body }));
  }
}

export function useEntryAct(patientId?: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: send,
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: keys.time }),
        ...(patientId ? [client.invalidateQueries({ queryKey: keys.patient(patientId) })] : []),
      ]),
  });
}
