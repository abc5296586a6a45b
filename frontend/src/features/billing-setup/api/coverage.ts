/** Requests about a patient's insurance and what other practices billed. Every act answers the whole list. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getClient, unwrap } from '@/api/client';
import { keys } from '@/api/keys';
import type { Schemas } from '@/api/types';

export type Coverage = Schemas['CoverageShape'];
export type CoverageInput = Schemas['CoverageInputRequest'];
export type OutsideClaim = Schemas['OutsideClaimShape'];
export type OutsideClaimInput = Schemas['OutsideClaimInputRequest'];
export const RELATIONSHIPS: NonNullable<CoverageInput['relationship']>[] = ['18', '01', '19', 'G8'];

const of = (patientId: string) => ({ path: { patient_id: patientId } });

export function useCoverage(patientId: string) {
  return useQuery({
    queryKey: [...keys.patient(patientId), 'coverage'],
    queryFn: ({ signal }) => unwrap(getClient().GET('/api/v1/patients/{patient_id}/coverage/', { params: of(patientId), signal })),
  });
}

export function useOutsideClaims(patientId: string) {
  return useQuery({
    queryKey: [...keys.patient(patientId), 'outside-claims'],
    queryFn: ({ signal }) => unwrap(getClient().GET('/api/v1/patients/{patient_id}/outside-claims/', { params: of(patientId), signal })),
  });
}

/** What the patient's billing says depends on both lists: it is read again too. */
function useAct<Given, Answer>(patientId: string, act: (given: Given) => Promise<Answer>) {
  const client = useQueryClient();
  return useMutation({ mutationFn: act, onSuccess: () => client.invalidateQueries({ queryKey: keys.patient(patientId) }) });
}

export function useAddCoverage(patientId: string) {
  return useAct(patientId, (body: CoverageInput) => unwrap(getClient().POST('/api/v1/patients/{patient_id}/coverage/', { params: of(patientId), body })));
}

export function useEndCoverage(patientId: string, coverageId: string) {
  return useAct(patientId, (ends_on: string) => unwrap(getClient().POST('/api/v1/patients/{patient_id}/coverage/{coverage_id}/end/', { params: { path: { patient_id: patientId, coverage_id: coverageId } }, body: { ends_on } })));
}

export function useVerifyCoverage(patientId: string, coverageId: string) {
  return useAct(patientId, (on: string) => unwrap(getClient().POST('/api/v1/patients/{patient_id}/coverage/{coverage_id}/verify/', { params: { path: { patient_id: patientId, coverage_id: coverageId } }, body: { on } })));
}

export function useAddOutsideClaim(patientId: string) {
  return useAct(patientId, (body: OutsideClaimInput) => unwrap(getClient().POST('/api/v1/patients/{patient_id}/outside-claims/', { params: of(patientId), body })));
}

export function useWithdrawOutsideClaim(patientId: string, claimId: string) {
  return useAct(patientId, (reason: string) => unwrap(getClient().POST('/api/v1/patients/{patient_id}/outside-claims/{claim_id}/withdraw/', { params: { path: { patient_id: patientId, claim_id: claimId } }, body: { reason } })));
}
