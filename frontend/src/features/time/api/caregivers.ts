/** Those one may speak with instead of the patient. */
import { useQuery } from '@tanstack/react-query';
import { getClient, unwrap } from '@/api/client';
import { keys } from '@/api/keys';
import type { Page, Schemas } from '@/api/types';

export function useCaregivers(patientId: string): Schemas['CaregiverShape'][] {
  const query = useQuery({
    queryKey: [...keys.patient(patientId), 'caregivers'],
    queryFn: (): Promise<Page<Schemas['CaregiverShape']>> =>
      unwrap(getClient().GET('/api/v1/patients/{patient_id}/caregivers/', { params: { path: { patient_id: patientId }, query: { page_size: 100 } } })),
  });
  return query.data?.results.filter((one) => one.valid_to === null) ?? [];
}
