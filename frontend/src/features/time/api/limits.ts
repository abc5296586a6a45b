/** Requests about the practice's limits of time keeping. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getClient, unwrap } from '@/api/client';
import { keys } from '@/api/keys';
import type { Schemas } from '@/api/types';

export type TimeLimits = Schemas['TimeLimitsShape'];
const queryKey = [...keys.practice, 'time-limits'] as const;

export function useTimeLimits() {
  return useQuery({ queryKey, queryFn: ({ signal }) => unwrap(getClient().GET('/api/v1/billing/time/limits/', { signal })) });
}

export function useSaveTimeLimits() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: Partial<TimeLimits>) => unwrap(getClient().PATCH('/api/v1/billing/time/limits/', { body })),
    onSuccess: (saved) => client.setQueryData(queryKey, saved),
  });
}
