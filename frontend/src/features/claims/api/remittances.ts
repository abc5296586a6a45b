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

export type LineDecided = Schemas['LineDecisions'];

/** What payers said of every line of a claim, by line. */
export function useClaimDecisions(claimId: string, isWanted: boolean) {
  return useQuery({
    queryKey: [...keys.billing, 'decisions', 'claim', claimId],
    queryFn: ({ signal }) => unwrap(getClient().GET('/api/v1/billing/claims/{claim_id}/decisions/', { params: { path: { claim_id: claimId } }, signal })),
    select: (data) => new Map(data.lines.map((one) => [one.line_id, one])),
    enabled: isWanted,
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

/** What an outsider checks the enclosed evidence packet with. */
export function useEvidenceSignature() {
  return useMutation({ mutationFn: (packetId: string) => fetchBlob(`/api/v1/billing/packets/${packetId}/file/?form=signature`) });
}

export function useSendAppeal(lineId: string) {
  return useMutation({
    mutationFn: () => unwrap(getClient().POST('/api/v1/billing/claim-lines/{line_id}/appeal/', { params: { path: { line_id: lineId } }, body: {} })),
    onSuccess: useInvalidateBilling(),
  });
}
