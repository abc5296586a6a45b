/** Requests about gateway connections. A key is shown once, in the answer that makes it. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getClient, unwrap } from '@/api/client';
import { keys } from '@/api/keys';
import type { Schemas } from '@/api/types';

export type Connection = Schemas['ConnectionShape'];
export type GatewayName = Connection['gateway'];

const queryKey = [...keys.practice, 'connections'];
/** Deliveries an hour a new connection may make; the server's own default. */
const HOURLY_BUDGET = 100_000;

export function useConnections() {
  return useQuery({ queryKey, queryFn: ({ signal }) => unwrap(getClient().GET('/api/v1/connections/', { signal })) });
}

export function useGateways() {
  return useQuery({
    queryKey: [...keys.practice, 'gateways'],
    queryFn: ({ signal }) => unwrap(getClient().GET('/api/v1/gateways/', { signal })),
    staleTime: Infinity,
  });
}

export function useCreateConnection() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: { gateway: GatewayName; label: string }) =>
      unwrap(getClient().POST('/api/v1/connections/', { body: { ...body, origin: 'automatic', hourly_budget: HOURLY_BUDGET } })),
    onSuccess: () => client.invalidateQueries({ queryKey }),
  });
}

export function useRotateKey() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => unwrap(getClient().POST('/api/v1/connections/{connection_id}/rotate-key/', { params: { path: { connection_id: id } }, body: {} })),
    onSuccess: () => client.invalidateQueries({ queryKey }),
  });
}

/** The server takes what this key signed no longer; of the last key it refuses that. */
export function useRevokeKey() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, keyId }: { id: string; keyId: string }) =>
      unwrap(getClient().POST('/api/v1/connections/{connection_id}/revoke-key/', { params: { path: { connection_id: id } }, body: { key_id: keyId } })),
    onSuccess: () => client.invalidateQueries({ queryKey }),
  });
}

export function useDisableConnection() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => unwrap(getClient().POST('/api/v1/connections/{connection_id}/disable/', { params: { path: { connection_id: id } } })),
    onSuccess: () => client.invalidateQueries({ queryKey }),
  });
}
