/** Requests about thresholds, of one patient and of the practice. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getClient, unwrap } from '@/api/client';
import { keys } from '@/api/keys';
import type { ThresholdRules, Thresholds } from '@/api/types';

export type ThresholdInput = ThresholdRules & { note?: string };

export function usePatientThresholds(patientId: string) {
  return useQuery({
    queryKey: [...keys.patient(patientId), 'thresholds'],
    queryFn: ({ signal }) =>
      (unwrap(getClient().GET('/api/v1/patients/{patient_id}/thresholds/', { params: { path: { patient_id: patientId } }, signal })) as Promise<Thresholds>),
  });
}

/** Saves the patient's own thresholds as a new version; null gives the practice's back. */
export function useSavePatientThresholds(patientId: string) {
  const client = useQueryClient();
  const params = { path: { patient_id: patientId } };
  return useMutation({
    mutationFn: (body: ThresholdInput | null) =>
      body === null
        ? unwrap(getClient().DELETE('/api/v1/patients/{patient_id}/thresholds/', { params }))
        : unwrap(getClient().PUT('/api/v1/patients/{patient_id}/thresholds/', { params, body })),
    onSuccess: () =>
      Promise.all([client.invalidateQueries({ queryKey: keys.patient(patientId) }), client.invalidateQueries({ queryKey: keys.triage })]),
  });
}

export function usePracticeThresholds() {
  return useQuery({
    queryKey: [...keys.practice, 'thresholds'],
    queryFn: ({ signal }) => (unwrap(getClient().GET('/api/v1/triage/thresholds/', { signal })) as Promise<Thresholds>),
  });
}

export function useSavePracticeThresholds() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: ThresholdInput) => (unwrap(getClient().PUT('/api/v1/triage/thresholds/', { body })) as Promise<Thresholds>),
    onSuccess: () => client.invalidateQueries(),
  });
}
