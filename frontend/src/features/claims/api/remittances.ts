/** Requests about money back, decisions on a line and appeals. */
import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query';
import { fetchBlob, getClient, unwrap } from '@/api/client';
import { keys } from '@/api/keys';
import type { Schemas } from '@/api/types';
import { useInvalidateBilling } from './claims';

export type Remittance = Schemas['RemittanceShape'];
export type RemittanceDetail = Schemas['RemittanceDetail'];
export type RemittanceClaim = Schemas['RemittanceClaimShape'];
export type RemittanceLine = Schemas['RemittanceLineShape'];
export type Adjustment = Schemas['AdjustmentShape'];
export type Appeal = Schemas['AppealShape'];
export type AppealLetter = Schemas['AppealLetterShape'];

export function useRemittances(page: number) {
  const query = { page, page_size: 25 };
  return useQuery({
    queryKey: [...keys.billing, 'remittances', query],
    queryFn: ({ signal }) => unwrap(getClient().GET('/api/v1/billing/remittances/', { params: { query }, signal })),
    placeholderData: keepPreviousData,
  });
}

export function useRemittance(id: string) {
  return useQuery({
    queryKey: [...keys.billing, 'remittance', id],
    queryFn: ({ signal }) => unwrap(getClient().GET('/api/v1/billing/remittances/{remittance_id}/', { params: { path: { remittance_id: id } }, signal })),
  });
}

export function useLineDecisions(lineId: string) {
  return useQuery({
    queryKey: [...keys.billing, 'decisions', lineId],
    queryFn: ({ signal }) => unwrap(getClient().GET('/api/v1/billing/claim-lines/{line_id}/decisions/', { params: { path: { line_id: lineId } }, signal })),
  });
}

export function useAppealLetter(lineId: string) {
  return useQuery({
    queryKey: [...keys.billing, 'appeal', lineId],
    queryFn: ({ signal }) => unwrap(getClient().GET('/api/v1/billing/claim-lines/{line_id}/appeal/', { params: { path: { line_id: lineId } }, signal })),
    // Drafting is an entry in the audit log: it is not done again behind the person's back.
    staleTime: Infinity,
    refetchOnWindowFocus: false,
  });
}

/** The letter with the evidence packet behind it, as it would be sent now. */
export function useAppealDraft(lineId: string) {
  return useMutation({ mutationFn: () => fetchBlob(`/api/v1/billing/claim-lines/${lineId}/appeal/pdf/`) });
}

/** An appeal as it was sent. */
export function useAppealFile() {
  return useMutation({ mutationFn: (appealId: string) => fetchBlob(`/api/v1/billing/appeals/${appealId}/file/`) });
}

export function useSendAppeal(lineId: string) {
  return useMutation({
    mutationFn: () => unwrap(getClient().POST('/api/v1/billing/claim-lines/{line_id}/appeal/', { params: { path: { line_id: lineId } }, body: {} })),
    onSuccess: useInvalidateBilling(),
  });
}
