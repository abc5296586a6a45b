/** Requests of correcting a reading. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getClient, unwrap } from '@/api/client';
import { keys } from '@/api/keys';
import type { BodyOf, Schemas } from '@/api/types';

export type Reading = Schemas['ObservationDetail'];
export type Correction = BodyOf<'/api/v1/observations/{reading_id}/correct/', 'post'>;
export type CorrectionAction = Correction['action'];

export function useReading(patientId: string, readingId: string) {
  return useQuery({
    queryKey: [...keys.patient(patientId), 'reading', readingId],
    queryFn: () => unwrap(getClient().GET('/api/v1/observations/{reading_id}/', { params: { path: { reading_id: readingId } } })),
  });
}

export function useCorrection(patientId: string, readingId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: Correction) =>
      unwrap(getClient().POST('/api/v1/observations/{reading_id}/correct/', { params: { path: { reading_id: readingId } }, body })),
    onSuccess: (_, body) =>
      Promise.all([
        client.invalidateQueries({ queryKey: keys.patient(patientId) }),
        client.invalidateQueries({ queryKey: keys.triage }),
        client.invalidateQueries({ queryKey: keys.devices }),
        ...(body.patient_id ? [client.invalidateQueries({ queryKey: keys.patient(body.patient_id) })] : []),
      ]),
  });
}
