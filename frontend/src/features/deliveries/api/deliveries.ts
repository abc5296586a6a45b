/** Requests about what gateways delivered. */
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getClient, unwrap } from '@/api/client';
import { keys } from '@/api/keys';
import type { Page } from '@/api/types';

export interface Delivery {
  id: string;
  gateway: string;
  connection: string;
  received_at: string;
  status: string;
  reason: string | null;
  detail: string | null;
  attempts: number;
  device_serial: string | null;
}

export interface DeliveryDetail extends Delivery {
  body: string | null;
  traceback: string | null;
}

export const STATUSES = ['quarantined', 'failed', 'processed'] as const;
export type DeliveryStatus = (typeof STATUSES)[number];

export function useDeliveries(status: DeliveryStatus, page: number) {
  const query = { status, page };
  return useQuery({
    queryKey: [...keys.deliveries, 'list', query],
    queryFn: ({ signal }) => unwrap<Page<Delivery>>(getClient().GET('/api/v1/deliveries/', { params: { query }, signal })),
    placeholderData: keepPreviousData,
  });
}

export function useDeliveryStats() {
  return useQuery({
    queryKey: [...keys.deliveries, 'stats'],
    queryFn: ({ signal }) => unwrap<Record<string, number>>(getClient().GET('/api/v1/deliveries/stats/', { signal })),
    refetchInterval: 60_000,
  });
}

export function useDelivery(id: string) {
  return useQuery({
    queryKey: [...keys.deliveries, 'one', id],
    queryFn: ({ signal }) => unwrap<DeliveryDetail>(getClient().GET('/api/v1/deliveries/{delivery_id}/', { params: { path: { delivery_id: id } }, signal })),
  });
}

export interface Resolution {
  device_serial?: string;
  patient_id?: string;
}

export function useDeliveryAct(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (act: { kind: 'replay' } | { kind: 'resolve'; body: Resolution }) =>
      unwrap(getClient().POST(`/api/v1/deliveries/{delivery_id}/${act.kind}/`, { params: { path: { delivery_id: id } }, body: act.kind === 'resolve' ? act.body : {} })),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.deliveries }),
  });
}
