/** Requests about claims: lists, one, building, checking, sending again, forms. */
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { fetchBlob, getClient, unwrap } from '@/api/client';
import { keys } from '@/api/keys';
import type { BodyOf, Schemas } from '@/api/types';

export type Claim = Schemas['ClaimShape'];
export type ClaimDetail = Schemas['ClaimDetail'];
export type ClaimLine = Schemas['ClaimLineShape'];
export type ClaimStatus = Claim['status'];
export type Built = Schemas['ClaimsBuilt'];
export const CLAIM_STATUSES = [
  'blocked', 'ready', 'batched', 'submitted', 'received', 'accepted', 'rejected', 'paid', 'part', 'denied', 'reversed', 'cancelled',
] as const satisfies ClaimStatus[];
export type VoidReason = BodyOf<'/api/v1/billing/claims/{claim_id}/void/', 'post'>['reason'];
export const VOID_REASONS = [
  'entered_in_error', 'not_billable', 'duplicate', 'unsupported', 'wrong_patient', 'wrong_payer', 'patient_request', 'other',
] as const satisfies VoidReason[];
export const PAGE_SIZE = 50;

export interface ClaimFilter {
  month?: string;
  status?: ClaimStatus;
  batch_id?: string;
  patient_id?: string;
}

/** Money, claims and work hang together: an act on one makes the others old. */
export function useInvalidateBilling() {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: keys.billing });
}

export function useClaims(filter: ClaimFilter, page: number) {
  const query = { ...filter, page, page_size: PAGE_SIZE };
  return useQuery({
    queryKey: [...keys.billing, 'claims', query],
    queryFn: ({ signal }) => unwrap(getClient().GET('/api/v1/billing/claims/', { params: { query }, signal })),
    placeholderData: keepPreviousData,
  });
}

export function useClaim(id: string) {
  return useQuery({
    queryKey: [...keys.billing, 'claim', id],
    queryFn: ({ signal }) => unwrap(getClient().GET('/api/v1/billing/claims/{claim_id}/', { params: { path: { claim_id: id } }, signal })),
  });
}

export function useBuildClaims() {
  return useMutation({
    mutationFn: (month: string) => unwrap(getClient().POST('/api/v1/billing/claims/build/', { body: { month } })),
    onSuccess: useInvalidateBilling(),
  });
}

export function useResubmit() {
  return useMutation({
    mutationFn: (id: string) => unwrap(getClient().POST('/api/v1/billing/claims/resubmit/', { body: { claim_ids: [id] } })),
    onSuccess: useInvalidateBilling(),
  });
}

export type ClaimAct = 'check' | 'cancel' | 'reopening';

export function useClaimAct(id: string) {
  return useMutation({
    mutationFn: (act: ClaimAct) => unwrap(getClient().POST(`/api/v1/billing/claims/{claim_id}/${act}/`, { params: { path: { claim_id: id } } })),
    onSuccess: useInvalidateBilling(),
  });
}

/** A claim that takes this one back at its payer; the answer is the new one. */
export function useVoidClaim(id: string) {
  return useMutation({
    mutationFn: (reason: VoidReason) => unwrap(getClient().POST('/api/v1/billing/claims/{claim_id}/void/', { params: { path: { claim_id: id } }, body: { reason } })),
    onSuccess: useInvalidateBilling(),
  });
}

/** The form is asked for when somebody wants to see it: reading it is an entry in the audit log. */
export function useClaimForm(id: string) {
  return useMutation({ mutationFn: () => unwrap(getClient().GET('/api/v1/billing/claims/{claim_id}/cms1500/', { params: { path: { claim_id: id } } })) });
}

/** The same contents laid out for the red form. */
export function useFormPdf(id: string) {
  return useMutation({ mutationFn: () => fetchBlob(`/api/v1/billing/claims/${id}/cms1500/pdf/`) });
}

export function useFhirFile(id: string) {
  return useMutation({ mutationFn: () => fetchBlob(`/api/v1/billing/claims/${id}/fhir/`) });
}

export function useSuperbill() {
  return useMutation({ mutationFn: (month: string) => fetchBlob(`/api/v1/billing/superbill/?${new URLSearchParams({ month }).toString()}`) });
}
