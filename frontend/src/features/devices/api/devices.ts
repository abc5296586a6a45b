/** Requests about the inventory of devices. */
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getClient, unwrap } from '@/api/client';
import { keys } from '@/api/keys';
import type { Schemas } from '@/api/types';

export type Device = Schemas['DeviceShape'];
export type DeviceDetail = Schemas['DeviceDetail'];
export type DeviceModel = Schemas['ModelShape'];
export type Assignment = Schemas['AssignmentShape'];
export type DeviceStatusName = Device['status'];
export type DeviceAct = DeviceDetail['allowed_actions'][number];

export interface DeviceFilter {
  search: string;
  status: DeviceStatusName | null;
  page: number;
}

export function useDevices({ search, status, page }: DeviceFilter) {
  const query = { page, ...(search ? { search } : {}), ...(status ? { status } : {}) };
  return useQuery({
    queryKey: [...keys.devices, 'list', query],
    queryFn: ({ signal }) => unwrap(getClient().GET('/api/v1/devices/', { params: { query }, signal })),
    placeholderData: keepPreviousData,
  });
}

export function useDevice(id: string) {
  return useQuery({
    queryKey: [...keys.devices, 'one', id],
    queryFn: ({ signal }) => unwrap(getClient().GET('/api/v1/devices/{device_id}/', { params: { path: { device_id: id } }, signal })),
  });
}

export function useDeviceHistory(id: string) {
  return useQuery({
    queryKey: [...keys.devices, 'one', id, 'history'],
    queryFn: ({ signal }) => unwrap(getClient().GET('/api/v1/devices/{device_id}/history/', { params: { path: { device_id: id } }, signal })),
  });
}

export function useDeviceModels() {
  return useQuery({
    queryKey: [...keys.devices, 'models'],
    queryFn: ({ signal }) => unwrap(getClient().GET('/api/v1/device-models/', { signal })),
    staleTime: 300_000,
  });
}

export function useCreateDevice() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: Schemas['DeviceInputRequest']) => unwrap(getClient().POST('/api/v1/devices/', { body })),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.devices }),
  });
}

export type DeviceChange =
  | { act: DeviceAct }
  | { act: 'assign'; body: Schemas['AssignInputRequest'] }
  | { act: 'unassign'; body: Schemas['UnassignInputRequest'] }
  | { act: 'swap'; body: Schemas['SwapInputRequest'] };

function send(id: string, change: DeviceChange): Promise<unknown> {
  const params = { path: { device_id: id } };
  const client = getClient();
  switch (change.act) {
    case 'assign':
      return unwrap(client.POST('/api/v1/devices/{device_id}/assign/', { params, body: change.body }));
    case 'unassign':
      return unwrap(client.POST('/api/v1/devices/{device_id}/unassign/', { params, body: change.body }));
    case 'swap':
      return unwrap(client.POST('/api/v1/devices/{device_id}/swap/', { params, body: change.body }));
    default:
      return unwrap(client.POST(`/api/v1/devices/{device_id}/${change.act}/`, { params, body: {} }));
  }
}

/** Every act on one device; patients change with it. */
export function useChangeDevice(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (change: DeviceChange) => send(id, change),
    onSuccess: () =>
      Promise.all([client.invalidateQueries({ queryKey: keys.devices }), client.invalidateQueries({ queryKey: ['patient'] })]),
  });
}
