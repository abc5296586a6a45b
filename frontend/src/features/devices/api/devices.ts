/** Requests about the inventory of devices. */
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getClient, unwrap } from '@/api/client';
import { keys } from '@/api/keys';
import type { Page } from '@/api/types';

export interface Device {
  id: string;
  model: { id: string; name: string };
  serial: string;
  imei: string | null;
  status: string;
  battery_percent: number | null;
  signal_percent: number | null;
  last_seen_at: string | null;
  slots: number;
  assignments: { id: string; slot: number; patient_id: string; patient_name: string; from: string; to: string | null }[];
}

export interface DeviceEvent {
  id: string;
  action: string;
  at: string;
  actor_name: string | null;
  detail: Record<string, unknown>;
}

export interface DeviceModel {
  id: string;
  name: string;
  slots: number;
}

export const DEVICE_ACTS = ['order', 'ship', 'deliver', 'connect', 'return', 'retire'] as const;
export type DeviceAct = (typeof DEVICE_ACTS)[number];

export interface DeviceFilter {
  search: string;
  status: string | null;
  page: number;
}

export function useDevices({ search, status, page }: DeviceFilter) {
  const query = { page, ...(search ? { search } : {}), ...(status ? { status } : {}) };
  return useQuery({
    queryKey: [...keys.devices, 'list', query],
    queryFn: ({ signal }) => unwrap<Page<Device>>(getClient().GET('/api/v1/devices/', { params: { query }, signal })),
    placeholderData: keepPreviousData,
  });
}

export function useDevice(id: string) {
  return useQuery({
    queryKey: [...keys.devices, 'one', id],
    queryFn: ({ signal }) => unwrap<Device>(getClient().GET('/api/v1/devices/{device_id}/', { params: { path: { device_id: id } }, signal })),
  });
}

export function useDeviceHistory(id: string) {
  return useQuery({
    queryKey: [...keys.devices, 'one', id, 'history'],
    queryFn: ({ signal }) => unwrap<{ results: DeviceEvent[] }>(getClient().GET('/api/v1/devices/{device_id}/history/', { params: { path: { device_id: id } }, signal })),
  });
}

export function useDeviceModels() {
  return useQuery({
    queryKey: [...keys.devices, 'models'],
    queryFn: ({ signal }) => unwrap<Page<DeviceModel>>(getClient().GET('/api/v1/device-models/', { signal })),
    staleTime: 300_000,
  });
}

export interface NewDevice {
  model_id: string;
  serial: string;
  imei?: string;
}

export function useCreateDevice() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: NewDevice) => unwrap<Device>(getClient().POST('/api/v1/devices/', { body })),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.devices }),
  });
}

export type DeviceChange =
  | { act: DeviceAct }
  | { act: 'assign'; body: { patient_id: string; slot: number } }
  | { act: 'unassign'; body: { assignment_id: string } }
  | { act: 'swap'; body: { new_device_id: string; reason: string } };

/** Every act on one device; patients change with it. */
export function useChangeDevice(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (change: DeviceChange) =>
      unwrap(getClient().POST(`/api/v1/devices/{device_id}/${change.act}/`, { params: { path: { device_id: id } }, body: 'body' in change ? change.body : {} })),
    onSuccess: () =>
      Promise.all([client.invalidateQueries({ queryKey: keys.devices }), client.invalidateQueries({ queryKey: ['patient'] })]),
  });
}
