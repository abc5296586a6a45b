/** Requests about the devices a patient has or had. */
import { useQuery } from '@tanstack/react-query';
import { getClient, unwrap } from '@/api/client';
import { keys } from '@/api/keys';
import type { Page, PatientDevice } from '@/api/types';

export function usePatientDevices(patientId: string) {
  return useQuery({
    queryKey: [...keys.patient(patientId), 'devices'],
    queryFn: ({ signal }) =>
      (unwrap(getClient().GET('/api/v1/patients/{patient_id}/devices/', { params: { path: { patient_id: patientId } }, signal })) as Promise<Page<PatientDevice>>),
  });
}
