/** Requests about work items: calls, corrections, denials, reviews. */
import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query';
import { getClient, unwrap } from '@/api/client';
import { keys } from '@/api/keys';
import type { BodyOf, Schemas } from '@/api/types';
import { useInvalidateBilling } from './claims';

export type Work = Schemas['WorkShape'];
export type WorkDetail = Schemas['WorkDetail'];
export type WorkKind = Work['kind'];
export type WorkState = Work['state'];
export type WorkDone = BodyOf<'/api/v1/billing/work-items/{item_id}/done/', 'post'>;
export const WORK_KINDS = ['denial', 'correction', 'outreach', 'review'] as const satisfies WorkKind[];
export const OUTCOMES = [
  'done', 'reached', 'not_reached', 'corrected', 'kept_as_billed', 'appealed', 'written_off', 'not_needed',
] as const satisfies WorkDone['outcome'][];
export const PAGE_SIZE = 25;

export interface WorkFilter {
  kind?: WorkKind;
  state: WorkState;
}

export function useWork(filter: WorkFilter, page: number) {
  const query = { ...filter, page, page_size: PAGE_SIZE };
  return useQuery({
    queryKey: [...keys.billing, 'work', query],
    queryFn: ({ signal }) => unwrap(getClient().GET('/api/v1/billing/work-items/', { params: { query }, signal })),
    placeholderData: keepPreviousData,
  });
}

export function useWorkItem(id: string) {
  return useQuery({
    queryKey: [...keys.billing, 'work-item', id],
    queryFn: ({ signal }) => unwrap(getClient().GET('/api/v1/billing/work-items/{item_id}/', { params: { path: { item_id: id } }, signal })),
  });
}

export function useAssign(id: string) {
  return useMutation({
    mutationFn: (membershipId: string | null) => unwrap(getClient().POST('/api/v1/billing/work-items/{item_id}/assign/', { params: { path: { item_id: id } }, body: { membership_id: membershipId } })),
    onSuccess: useInvalidateBilling(),
  });
}

export function useNote(id: string) {
  return useMutation({
    mutationFn: (note: string) => unwrap(getClient().POST('/api/v1/billing/work-items/{item_id}/note/', { params: { path: { item_id: id } }, body: { note } })),
    onSuccess: useInvalidateBilling(),
  });
}

export function useFinish(id: string) {
  return useMutation({
    mutationFn: (body: WorkDone) => unwrap(getClient().POST('/api/v1/billing/work-items/{item_id}/done/', { params: { path: { item_id: id } }, body })),
    onSuccess: useInvalidateBilling(),
  });
}
