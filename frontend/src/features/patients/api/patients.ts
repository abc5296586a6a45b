/** Requests about patients. */
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { fetchText, getClient, unwrap } from '@/api/client';
import { keys } from '@/api/keys';
import type { Address, Page, Patient, PatientDetail } from '@/api/types';

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
    queryFn: ({ signal }) => unwrap<Page<Patient>>(getClient().GET('/api/v1/patients/', { params: { query }, signal })),
    placeholderData: keepPreviousData,
  });
}

export function usePatient(id: string) {
  return useQuery({
    queryKey: [...keys.patient(id), 'record'],
    queryFn: ({ signal }) => unwrap<PatientDetail>(getClient().GET('/api/v1/patients/{patient_id}/', { params: { path: { patient_id: id } }, signal })),
  });
}

export interface PatientInput {
  first_name: string;
  last_name: string;
  date_of_birth: string;
  gender: string;
  mrn?: string;
  phone: string;
  email: string;
  address: Address;
  external_id: string;
  language?: string;
  timezone?: string;
  /** The version the form was filled from; an old one is refused. */
  version?: number;
}

export function useSavePatient(id: string | null) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: PatientInput) =>
      id === null
        ? unwrap<PatientDetail>(getClient().POST('/api/v1/patients/', { body }))
        : unwrap<PatientDetail>(getClient().PATCH('/api/v1/patients/{patient_id}/', { params: { path: { patient_id: id } }, body })),
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
