/** Requests about gateway connections. A key is shown once, in the answer that makes it. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getClient, unwrap } from '@/api/client';
import { keys } from '@/api/keys';
import type { Page } from '@/api/types';

export interface Connection {
  id: string;
  gateway: string;
  label: string;
  webhook_url: string;
  is_active: boolean;
  key_ids: string[];
  last_delivery_at: string | null;
  created_at: string;
}

export interface NewKey extends Partial<Connection> {
  secret: string;
  key_id?: string;
}

const queryKey = [...keys.practice, 'connections'];

export function useConnections() {
  return useQuery({ queryKey, queryFn: ({ signal }) => unwrap<Page<Connection>>(getClient().GET('/api/v1/connections/', { signal })) });
}

export function useGateways() {
  return useQuery({
    queryKey: [...keys.practice, 'gateways'],
    queryFn: ({ signal }) => unwrap<{ results: { name: string; label?: string }[] }>(getClient().GET('/api/v1/gateways/', { signal })),
    staleTime: Infinity,
  });
}

export function useCreateConnection() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: { gateway: string; label: string }) => unwrap<NewKey>(getClient().POST('/api/v1/connections/', { body })),
    onSuccess: () => client.invalidateQueries({ queryKey }),
  });
}

export function useConnectionAct() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, act }: { id: string; act: 'rotate-key' | 'disable' }) =>
      unwrap<NewKey>(getClient().POST(`/api/v1/connections/{connection_id}/${act}/`, { params: { path: { connection_id: id } }, body: {} })),
    onSuccess: () => client.invalidateQueries({ queryKey }),
  });
}
