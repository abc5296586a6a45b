/** Requests about what gateways delivered. */
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getClient, unwrap } from '@/api/client';
import { keys } from '@/api/keys';
import type { BodyOf, Schemas } from '@/api/types';

export type Delivery = Schemas['DeliveryShape'];
export type DeliveryDetail = Schemas['DeliveryDetail'];
export type HeldMeasurement = Schemas['HeldShape'];
export type DeliveryStatus = Delivery['status'];
export const STATUSES = ['quarantined', 'failed', 'received', 'processed'] as const satisfies DeliveryStatus[];

export function useDeliveries(status: DeliveryStatus, page: number) {
  const query = { status, page };
  return useQuery({
    queryKey: [...keys.deliveries, 'list', query],
    queryFn: ({ signal }) => unwrap(getClient().GET('/api/v1/deliveries/', { params: { query }, signal })),
    placeholderData: keepPreviousData,
  });
}

/** How many of each state there are; nobody counts the processed ones. */
export function useDeliveryCounts(): Partial<Record<DeliveryStatus, number>> {
  const { data } = useQuery({
    queryKey: [...keys.deliveries, 'stats'],
    queryFn: ({ signal }) => unwrap(getClient().GET('/api/v1/deliveries/stats/', { signal })),
    refetchInterval: 60_000,
  });
  return data ? { quarantined: data.quarantined, failed: data.failed, received: data.waiting } : {};
}

export function useDelivery(id: string) {
  return useQuery({
    queryKey: [...keys.deliveries, 'one', id],
    queryFn: ({ signal }) => unwrap(getClient().GET('/api/v1/deliveries/{delivery_id}/', { params: { path: { delivery_id: id } }, signal })),
    // Opening a body is an entry in the audit log: it is not done again behind the person's back.
    staleTime: Infinity,
    refetchOnWindowFocus: false,
  });
}

function useInvalidate() {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: keys.deliveries });
}

export function useReplay(id: string) {
  return useMutation({
    mutationFn: () => unwrap(getClient().POST('/api/v1/deliveries/{delivery_id}/replay/', { params: { path: { delivery_id: id } }, body: {} })),
    onSuccess: useInvalidate(),
  });
}

export function useResolve(id: string) {
  return useMutation({
    mutationFn: (body: BodyOf<'/api/v1/deliveries/{delivery_id}/resolve/', 'post'>) => unwrap(getClient().POST('/api/v1/deliveries/{delivery_id}/resolve/', { params: { path: { delivery_id: id } }, body })),
    onSuccess: useInvalidate(),
  });
}
