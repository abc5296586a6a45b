/** Requests about what must stand before a claim can leave: payers, providers on claims, fee files, who sends to whom. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getClient, unwrap } from '@/api/client';
import { keys } from '@/api/keys';
import type { Schemas } from '@/api/types';

export type Payer = Schemas['PayerShape'];
export type PayerInput = Schemas['PayerInputRequest'];
export type Provider = Schemas['ProviderShape'];
export type ProviderInput = Schemas['ProviderInputRequest'];
export type FeeFile = Schemas['FeeFileShape'];
export type FeeFileInput = Schemas['FeeFileInputRequest'];
export type Sending = Schemas['ClaimSettingsShape'];
export const PAYER_KINDS: PayerInput['kind'][] = ['medicare_b', 'medicare_advantage', 'medicaid', 'commercial', 'self_pay'];
export const PROVIDER_KINDS: ProviderInput['kind'][] = ['billing', 'rendering', 'ordering'];
export const FEE_KINDS: FeeFileInput['kind'][] = ['rvu', 'gpci', 'ptp', 'mue', 'rates', 'charges'];

export function usePayers() {
  return useQuery({
    queryKey: [...keys.billing, 'payers'],
    queryFn: ({ signal }) => unwrap(getClient().GET('/api/v1/billing/payers/', { signal })),
  });
}

/** All of billing is read again: what a payer wants decides which claims have a problem. */
function useAct<Given, Answer>(act: (given: Given) => Promise<Answer>) {
  const client = useQueryClient();
  return useMutation({ mutationFn: act, onSuccess: () => client.invalidateQueries({ queryKey: keys.billing }) });
}

/** Adds a payer, or changes the one named. */
export function useSavePayer(id: string | null) {
  return useAct((body: PayerInput) => (id === null
    ? unwrap(getClient().POST('/api/v1/billing/payers/', { body }))
    : unwrap(getClient().PATCH('/api/v1/billing/payers/{payer_id}/', { params: { path: { payer_id: id } }, body }))));
}

export function useAddPlan(payerId: string) {
  return useAct((name: string) => unwrap(getClient().POST('/api/v1/billing/payers/{payer_id}/plans/', { params: { path: { payer_id: payerId } }, body: { name } })));
}

export function useRetirePlan() {
  return useAct((planId: string) => unwrap(getClient().POST('/api/v1/billing/payer-plans/{plan_id}/retire/', { params: { path: { plan_id: planId } } })));
}

export function useProviders() {
  return useQuery({
    queryKey: [...keys.billing, 'providers'],
    queryFn: ({ signal }) => unwrap(getClient().GET('/api/v1/billing/providers/', { signal })),
  });
}

export function useSaveProvider(id: string | null) {
  return useAct((body: ProviderInput) => (id === null
    ? unwrap(getClient().POST('/api/v1/billing/providers/', { body }))
    : unwrap(getClient().PATCH('/api/v1/billing/providers/{provider_id}/', { params: { path: { provider_id: id } }, body }))));
}

export function useFeeFiles() {
  return useQuery({
    queryKey: [...keys.billing, 'fee-files'],
    queryFn: ({ signal }) => unwrap(getClient().GET('/api/v1/billing/fee-files/', { signal })),
  });
}

export type NewFeeFile = Omit<FeeFileInput, 'file'> & { file: File };

export function useLoadFeeFile() {
  return useAct(({ file, ...given }: NewFeeFile) => {
    const form = new FormData();
    form.set('file', file);
    for (const [name, value] of Object.entries(given)) if (value !== null) form.set(name, String(value));
    // The schema knows the fields; FormData itself goes out, and the browser writes the boundary into the content type.
    return unwrap(getClient().POST('/api/v1/billing/fee-files/', { body: { ...given, file: file.name }, bodySerializer: () => form }));
  });
}

export function useConfirmFeeFile() {
  return useAct((id: string) => unwrap(getClient().POST('/api/v1/billing/fee-files/{file_id}/confirm/', { params: { path: { file_id: id } } })));
}

export function useWithdrawFeeFile(id: string) {
  return useAct((reason: string) => unwrap(getClient().POST('/api/v1/billing/fee-files/{file_id}/withdraw/', { params: { path: { file_id: id } }, body: { reason } })));
}

export function useSending() {
  return useQuery({
    queryKey: [...keys.billing, 'claim-settings'],
    queryFn: ({ signal }) => unwrap(getClient().GET('/api/v1/billing/claim-settings/', { signal })),
  });
}

export function useSaveSending() {
  return useAct((body: Sending) => unwrap(getClient().PATCH('/api/v1/billing/claim-settings/', { body })));
}
