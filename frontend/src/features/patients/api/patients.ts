/** Requests about patients. */
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { fetchText, getClient, unwrap } from '@/api/client';
import { keys } from '@/api/keys';
import type { Page, Patient, PatientDetail, Schemas } from '@/api/types';

export type PatientOrdering = 'last_name' | '-created_at' | 'created_at';

export interface PatientFilter {
  search: string;
  active: boolean;
  ordering: PatientOrdering;
  page: number;
}

export function usePatients(filter: PatientFilter) {
  const { search, ...rest } = filter;
  const query = { ...rest, ...(search ? { search } : {}) };
  return useQuery({
    queryKey: [...keys.patients, 'list', query],
    queryFn: ({ signal }) => (unwrap(getClient().GET('/api/v1/patients/', { params: { query }, signal })) as Promise<Page<Patient>>),
    placeholderData: keepPreviousData,
  });
}

export function usePatient(id: string) {
  return useQuery({
    queryKey: [...keys.patient(id), 'record'],
    queryFn: ({ signal }) => (unwrap(getClient().GET('/api/v1/patients/{patient_id}/', { params: { path: { patient_id: id } }, signal })) as Promise<PatientDetail>),
  });
}

export type PatientInput = Schemas['PatientChangeRequest'];

export function useSavePatient(id: string | null) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: PatientInput) =>
      id === null
        ? (unwrap(getClient().POST('/api/v1/patients/', { body })) as Promise<PatientDetail>)
        : (unwrap(getClient().PATCH('/api/v1/patients/{patient_id}/', { params: { path: { patient_id: id } }, body })) as Promise<PatientDetail>),
    onSuccess: (patient) =>
      Promise.all([
        client.invalidateQueries({ queryKey: keys.patients }),
        client.invalidateQueries({ queryKey: keys.patient(patient.id) }),
        client.invalidateQueries({ queryKey: keys.triage }),
      ]),
  });
}

export function useArchive(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (act: 'archive' | 'unarchive') =>
      unwrap(getClient().POST(`/api/v1/patients/{patient_id}/${act}/`, { params: { path: { patient_id: id } }, body: {} })),
    onSuccess: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: keys.patients }),
        client.invalidateQueries({ queryKey: keys.patient(id) }),
        client.invalidateQueries({ queryKey: keys.triage }),
      ]),
  });
}

export function exportPatients(): Promise<string> {
  return fetchText('/api/v1/patients/export/');
}
