/** Requests about thresholds, of one patient and of the practice. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getClient, unwrap } from '@/api/client';
import { keys } from '@/api/keys';
import type { Limits, PatientThresholds, ThresholdSet } from '@/api/types';
import type { Vital } from '@/lib/units';

export interface ThresholdInput {
  limits: (Limits & { vital: Vital })[];
  no_reading_days: number | null;
  reason?: string;
}

export function usePatientThresholds(patientId: string) {
  return useQuery({
    queryKey: [...keys.patient(patientId), 'thresholds'],
    queryFn: ({ signal }) =>
      unwrap<PatientThresholds>(getClient().GET('/api/v1/patients/{id}/thresholds/', { params: { path: { id: patientId } }, signal })),
  });
}

export function useSavePatientThresholds(patientId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: ThresholdInput) =>
      unwrap<PatientThresholds>(getClient().PUT('/api/v1/patients/{id}/thresholds/', { params: { path: { id: patientId } }, body })),
    onSuccess: () =>
      Promise.all([client.invalidateQueries({ queryKey: keys.patient(patientId) }), client.invalidateQueries({ queryKey: keys.triage })]),
  });
}

export function usePracticeThresholds() {
  return useQuery({
    queryKey: [...keys.practice, 'thresholds'],
    queryFn: ({ signal }) => unwrap<ThresholdSet>(getClient().GET('/api/v1/triage/thresholds/', { signal })),
  });
}

export function useSavePracticeThresholds() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: ThresholdInput) => unwrap<ThresholdSet>(getClient().PUT('/api/v1/triage/thresholds/', { body })),
    onSuccess: () => client.invalidateQueries(),
  });
}
