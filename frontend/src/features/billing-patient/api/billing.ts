/** Requests about one patient's billing and its evidence. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { fetchBlob, getClient, unwrap } from '@/api/client';
import { keys } from '@/api/keys';
import type { Schemas } from '@/api/types';

export type PatientBilling = Schemas['PatientBilling'];
export type Stretch = PatientBilling['stretches'][number];
export type Period = Stretch['periods'][number];
export type Month = Stretch['months'][number];
export type Assessment = Schemas['AssessmentWithEntry'];

export function usePatientBilling(patientId: string) {
  return useQuery({
    queryKey: [...keys.patient(patientId), 'billing'],
    queryFn: ({ signal }) => unwrap(getClient().GET('/api/v1/billing/patients/{patient_id}/', { params: { path: { patient_id: patientId } }, signal })),
  });
}

/** A packet is made by a worker: while one is asked for, the list is read again. */
export function usePackets(patientId: string) {
  return useQuery({
    queryKey: [...keys.patient(patientId), 'packets'],
    queryFn: ({ signal }) => unwrap(getClient().GET('/api/v1/billing/packets/', { params: { query: { patient_id: patientId } }, signal })),
    refetchInterval: (query) => (query.state.data?.results.some((packet) => packet.state === 'requested') ? 2_000 : false),
  });
}

export function useRequestPacket(patientId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (days: { first_day: string; last_day: string }) => unwrap(getClient().POST('/api/v1/billing/packets/', { body: { patient_id: patientId, ...days } })),
    onSettled: () => client.invalidateQueries({ queryKey: [...keys.patient(patientId), 'packets'] }),
  });
}

export type PacketForm = 'pdf' | 'json' | 'signature';

export function usePacketFile() {
  return useMutation({ mutationFn: ({ id, form }: { id: string; form: PacketForm }) => fetchBlob(`/api/v1/billing/packets/${id}/file/?form=${form}`) });
}
