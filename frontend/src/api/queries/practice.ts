/** The practice's settings; shared by the automatic logoff and the settings screen. */
import { useQuery } from '@tanstack/react-query';
import { getClient, unwrap } from '../client';
import { keys } from '../keys';
import type { Practice } from '../types';

export function usePractice(options: { enabled?: boolean } = {}) {
  return useQuery({
    queryKey: [...keys.practice, 'settings'],
    queryFn: ({ signal }) => (unwrap(getClient().GET('/api/v1/practice/', { signal })) as Promise<Practice>),
    staleTime: 60_000,
    ...options,
  });
}
