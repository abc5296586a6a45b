/**
 * Server state: short freshness, because live events refresh what changes; only failures that may pass are retried. Without a
 * network a request fails and says so: by default it would wait without a word, and an act be done whenever the network is back.
 */
import { QueryClient } from '@tanstack/react-query';
import { toApiError } from '@/api/errors';

function mayPass(error: unknown): boolean {
  const { status } = toApiError(error);
  return status === 0 || status === 502 || status === 503 || status === 504;
}

export function makeQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        networkMode: 'always',
        refetchOnReconnect: true,
        staleTime: 15_000,
        gcTime: 5 * 60_000,
        retry: (failures, error) => failures < 2 && mayPass(error),
        retryDelay: (attempt) => Math.min(8_000, 1_000 * 2 ** attempt),
        refetchOnWindowFocus: true,
      },
      mutations: { retry: false, networkMode: 'always' },
    },
  });
}
