/** Requests about batches of claims and what came back of them. */
import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query';
import { fetchBlob, getClient, unwrap } from '@/api/client';
import { keys } from '@/api/keys';
import type { Schemas } from '@/api/types';
import { useInvalidateBilling } from './claims';

export type Batch = Schemas['ClaimBatchShape'];
export type Acknowledgement = Schemas['AcknowledgementShape'];

export function useBatches(page: number) {
  const query = { page, page_size: 10 };
  return useQuery({
    queryKey: [...keys.billing, 'batches', query],
    queryFn: ({ signal }) => unwrap(getClient().GET('/api/v1/billing/claim-batches/', { params: { query }, signal })),
    placeholderData: keepPreviousData,
  });
}

export function useBatch(id: string) {
  return useQuery({
    queryKey: [...keys.billing, 'batch', id],
    queryFn: ({ signal }) => unwrap(getClient().GET('/api/v1/billing/claim-batches/{batch_id}/', { params: { path: { batch_id: id } }, signal })),
  });
}

/** Of the claims named; of all that are ready when none is. */
export function useMakeBatch() {
  return useMutation({
    mutationFn: (claimIds: string[]) => unwrap(getClient().POST('/api/v1/billing/claim-batches/', { body: claimIds.length ? { claim_ids: claimIds } : {} })),
    // A claim that is no longer right is told by the refusal and shows its problems in the list.
    onSettled: useInvalidateBilling(),
  });
}

export function useBatchAct(id: string) {
  return useMutation({
    mutationFn: (act: 'submit' | 'cancel') => unwrap(getClient().POST(`/api/v1/billing/claim-batches/{batch_id}/${act}/`, { params: { path: { batch_id: id } } })),
    onSuccess: useInvalidateBilling(),
  });
}

export function useBatchFile(id: string) {
  return useMutation({ mutationFn: () => fetchBlob(`/api/v1/billing/claim-batches/${id}/file/`) });
}

/** FormData itself goes out; the browser writes the boundary into the content type. */
function formOf(file: File): FormData {
  const form = new FormData();
  form.set('file', file);
  return form;
}

export function useReadAcknowledgement() {
  return useMutation({
    mutationFn: (file: File) => unwrap(getClient().POST('/api/v1/billing/acknowledgements/', { body: { file: file.name }, bodySerializer: () => formOf(file) })),
    onSuccess: useInvalidateBilling(),
  });
}

export function usePostRemittance() {
  return useMutation({
    mutationFn: (file: File) => unwrap(getClient().POST('/api/v1/billing/remittances/', { body: { file: file.name }, bodySerializer: () => formOf(file) })),
    onSuccess: useInvalidateBilling(),
  });
}
