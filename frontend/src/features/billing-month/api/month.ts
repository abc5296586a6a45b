/** Requests about a month, the at-risk list and entries. Whatever is written refreshes all of billing. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getClient, unwrap } from '@/api/client';
import { keys } from '@/api/keys';
import type { BodyOf, Schemas } from '@/api/types';

export type MonthBody = Schemas['MonthView'];
export type Bucket = MonthBody['buckets'][number];
export type Check = MonthBody['checklist'][number];
export type Risk = Schemas['RiskShape'];
export type Entry = Schemas['BillingEntryShape'];
export type EntryDetail = Schemas['BillingEntryDetail'];
export const BUCKETS = ['ready', 'blocked', 'submitted', 'paid', 'denied', 'appealed', 'owed'] as const;
export type EntryBucket = (typeof BUCKETS)[number];

export function useMonth(month: string | undefined) {
  return useQuery({
    queryKey: [...keys.billing, 'month', month ?? 'now'],
    queryFn: ({ signal }) => unwrap(getClient().GET('/api/v1/billing/month/', { params: { query: month ? { month } : {} }, signal })),
    placeholderData: (previous) => previous,
  });
}

export function useAtRisk(kind: 'supply' | 'time' | 'all', page: number) {
  return useQuery({
    queryKey: [...keys.billing, 'at-risk', kind, page],
    queryFn: ({ signal }) => unwrap(getClient().GET('/api/v1/billing/at-risk/', { params: { query: { page, ...(kind === 'all' ? {} : { kind }) } }, signal })),
    placeholderData: (previous) => previous,
  });
}

export interface EntryFilter {
  date_from?: string;
  date_to?: string;
  bucket?: EntryBucket;
  cpt_code?: string;
  page: number;
}

export function useEntries(filter: EntryFilter) {
  return useQuery({
    queryKey: [...keys.billing, 'entries', filter],
    queryFn: ({ signal }) => unwrap(getClient().GET('/api/v1/billing/entries/', { params: { query: filter }, signal })),
    placeholderData: (previous) => previous,
  });
}

export function useEntry(entryId: string) {
  return useQuery({
    queryKey: [...keys.billing, 'entry', entryId],
    queryFn: ({ signal }) => unwrap(getClient().GET('/api/v1/billing/entries/{entry_id}/', { params: { path: { entry_id: entryId } }, signal })),
  });
}

function useWrite<In, Out>(mutationFn: (input: In) => Promise<Out>) {
  const client = useQueryClient();
  return useMutation({ mutationFn, onSettled: () => client.invalidateQueries({ queryKey: keys.billing }) });
}

export const useOutreach = () => useWrite(({ patientId, kind }: { patientId: string; kind: 'supply' | 'time' }) =>
  unwrap(getClient().POST('/api/v1/billing/patients/{patient_id}/outreach/', { params: { path: { patient_id: patientId } }, body: { kind } })));
export const useCloseMonth = () => useWrite((body: { month: string; note?: string }) => unwrap(getClient().POST('/api/v1/billing/month/close/', { body })));
export const useReopenMonth = () => useWrite((body: { month: string; reason: string }) => unwrap(getClient().POST('/api/v1/billing/month/reopen/', { body })));

const path = (entryId: string) => ({ path: { entry_id: entryId } });
export const useReleaseHold = (entryId: string) => useWrite((body: { hold: string; note: string }) =>
  unwrap(getClient().POST('/api/v1/billing/entries/{entry_id}/release/', { params: path(entryId), body })));
export const useVoidEntry = (entryId: string) => useWrite((body: BodyOf<'/api/v1/billing/entries/{entry_id}/void/', 'post'>) =>
  unwrap(getClient().POST('/api/v1/billing/entries/{entry_id}/void/', { params: path(entryId), body })));
export const useCorrectEntry = (entryId: string) => useWrite((body: { note: string }) =>
  unwrap(getClient().POST('/api/v1/billing/entries/{entry_id}/correct/', { params: path(entryId), body })));
export const useEntryPacket = (entryId: string) => useWrite(() => unwrap(getClient().POST('/api/v1/billing/packets/', { body: { billing_entry_id: entryId } })));
