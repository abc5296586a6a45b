/** Patients by the beginning of a name, or a whole MRN; shared by every place that chooses a patient. */
import { useQuery } from '@tanstack/react-query';
import { getClient, unwrap } from '../client';
import { keys } from '../keys';
import type { Page, Patient } from '../types';

export function usePatientSearch(search: string) {
  return useQuery({
    queryKey: [...keys.patients, 'search', search],
    queryFn: ({ signal }) => (unwrap(getClient().GET('/api/v1/patients/', { params: { query: { search, page_size: 8 } }, signal })) as Promise<Page<Patient>>),
    enabled: search.trim().length >= 2,
  });
}
