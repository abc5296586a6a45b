/** Requests of correcting a reading. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getClient, unwrap } from '@/api/client';
import { keys } from '@/api/keys';
import type { Vital } from '@/lib/units';

export interface Reading extends Partial<Record<Vital, number | null>> {
  id: string;
  patient_id: string;
  observation_type: string;
  measured_at: string;
  received_at?: string;
  device_id?: string | null;
  origin?: string;
  state?: string;
}

export type CorrectionAction = 'amend' | 'entered_in_error' | 'wrong_person';

export interface Correction {
  action: CorrectionAction;
  reason: string;
  values?: Partial<Record<Vital, number>>;
  patient_id?: string;
}

export function useReading(patientId: string, readingId: string) {
  return useQuery({
    queryKey: [...keys.patient(patientId), 'reading', readingId],
    queryFn: () => (unwrap(getClient().GET('/api/v1/observations/{observation_id}/', { params: { path: { observation_id: readingId } } })) as Promise<Reading>),
  });
}

export function useCorrection(patientId: string, readingId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: Correction) =>
      (unwrap(getClient().POST('/api/v1/observations/{observation_id}/correct/', { params: { path: { observation_id: readingId } }, body })) as Promise<Reading>),
    onSuccess: (_, body) =>
      Promise.all([
        client.invalidateQueries({ queryKey: keys.patient(patientId) }),
        client.invalidateQueries({ queryKey: keys.triage }),
        ...(body.patient_id ? [client.invalidateQueries({ queryKey: keys.patient(body.patient_id) })] : []),
      ]),
  });
}
