/** Requests about who sends claims to whom. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getClient, unwrap } from '@/api/client';
import { keys } from '@/api/keys';
import type { Schemas } from '@/api/types';

export type ClaimSettings = Schemas['ClaimSettingsShape'];
const queryKey = [...keys.billing, 'claim-settings'] as const;

export function useClaimSettings() {
  return useQuery({ queryKey, queryFn: ({ signal }) => unwrap(getClient().GET('/api/v1/billing/claim-settings/', { signal })) });
}

export function useSaveClaimSettings() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: ClaimSettings) => unwrap(getClient().PATCH('/api/v1/billing/claim-settings/', { body })),
    onSuccess: (saved) => client.setQueryData(queryKey, saved),
  });
}
