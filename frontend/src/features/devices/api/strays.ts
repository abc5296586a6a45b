/** Requests about readings that stand with somebody who did not have the device then. */
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getClient, unwrap } from '@/api/client';
import { keys } from '@/api/keys';
import type { Schemas } from '@/api/types';

export type Stray = Schemas['StrayShape'];
export type StrayPage = Schemas['StrayPage'];

export function useStrays(deviceId: string, page: number, isWanted: boolean) {
  return useQuery({
    queryKey: [...keys.devices, 'one', deviceId, 'strays', page],
    queryFn: ({ signal }) => unwrap(getClient().GET('/api/v1/devices/{device_id}/strays/', { params: { path: { device_id: deviceId }, query: { page } }, signal })),
    placeholderData: keepPreviousData,
    enabled: isWanted,
  });
}

/** All that by the assignments are one patient's; several patients change with it. */
export function useSettleStrays(deviceId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: Schemas['SettleInputRequest']) => unwrap(getClient().POST('/api/v1/devices/{device_id}/strays/settle/', { params: { path: { device_id: deviceId } }, body })),
    onSuccess: () =>
      Promise.all([keys.devices, ['patient'], keys.triage].map((queryKey) => client.invalidateQueries({ queryKey }))),
  });
}
