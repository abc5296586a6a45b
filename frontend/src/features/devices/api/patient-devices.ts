/** Requests about the devices a patient has or had. */
import { useQuery } from '@tanstack/react-query';
import { getClient, unwrap } from '@/api/client';
import { keys } from '@/api/keys';
import type { Page, PatientDevice } from '@/api/types';

export function usePatientDevices(patientId: string) {
  return useQuery({
    queryKey: [...keys.patient(patientId), 'devices'],
    queryFn: ({ signal }) =>
      unwrap<Page<PatientDevice>>(getClient().GET('/api/v1/patients/{id}/devices/', { params: { path: { id: patientId } }, signal })),
  });
}
