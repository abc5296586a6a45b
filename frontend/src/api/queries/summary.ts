/** A patient at a glance, as the server sums it up; shared by the worklist and the patient's page. */
import { useQuery } from '@tanstack/react-query';
import { getClient, unwrap } from '../client';
import { keys } from '../keys';
import type { PatientSummary } from '../types';

export function useSummary(patientId: string) {
  return useQuery({
    queryKey: [...keys.patient(patientId), 'summary'],
    queryFn: ({ signal }) =>
      (unwrap(getClient().GET('/api/v1/patients/{patient_id}/summary/', { params: { path: { patient_id: patientId } }, signal })) as Promise<PatientSummary>),
  });
}
