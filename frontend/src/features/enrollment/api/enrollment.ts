/** Requests about the monitoring of a patient: order, consent, episode and plans begin it in one call, an end or a withdrawn consent stops it. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getClient, unwrap } from '@/api/client';
import { keys } from '@/api/keys';
import type { Page, Schemas } from '@/api/types';

export type EnrollInput = Schemas['EnrollInputRequest'];
export type Kind = EnrollInput['order']['vitals'][number];
export type Scope = NonNullable<EnrollInput['consent']['scopes']>[number];
export type Notice = NonNullable<EnrollInput['consent']['notices']>[number];
export type Evidence = NonNullable<EnrollInput['evidence']>['kind'];
export type EndReason = Schemas['EpisodeEndRequest']['reason'];
export type Episode = Schemas['EpisodeShape'];
export type Consent = Schemas['ConsentShape'];
export type Order = Schemas['OrderShape'];
export type Plan = Schemas['PlanShape'];
export type Setup = Schemas['SetupShape'];
export type ConsentText = Schemas['ConsentTextShape'];

export const KINDS: readonly Kind[] = ['blood_pressure', 'weight', 'glucose', 'pulse_oximetry', 'heart_rate', 'temperature', 'respiratory_rate'];
export const SCOPES: readonly Scope[] = ['billing', 'sms', 'email', 'data_sharing'];
export const NOTICES: readonly Notice[] = ['cost_sharing', 'one_practitioner', 'right_to_stop'];
export const EVIDENCE: readonly Evidence[] = ['em_visit', 'annual_wellness', 'during_phe', 'imported'];
/** What a person may give as the reason: the others follow from a withdrawn consent or a death noted. */
export const END_REASONS: readonly EndReason[] = ['goals_met', 'discharged', 'patient_request', 'not_measuring', 'moved_away', 'transferred', 'order_ended', 'other'];

interface Rows {
  episodes: Episode;
  consents: Consent;
  orders: Order;
  plans: Plan;
  setups: Setup;
}

/** All rows of one kind of a patient, newest first. A patient has few of each. */
export function useRows<K extends keyof Rows>(patientId: string, kind: K) {
  return useQuery({
    queryKey: [...keys.patient(patientId), 'enrollment', kind],
    queryFn: ({ signal }) =>
      unwrap(getClient().GET(`/api/v1/patients/{patient_id}/${kind as 'episodes'}/`, { params: { path: { patient_id: patientId }, query: { page_size: 100 } }, signal })) as unknown as Promise<Page<Rows[K]>>,
    select: (page) => page.results,
  });
}

/** The texts of this practice patients agree to, in every version and language. */
export function useConsentTexts() {
  return useQuery({
    queryKey: [...keys.practice, 'consent-texts'],
    queryFn: ({ signal }) => unwrap(getClient().GET('/api/v1/consent-texts/', { signal })) as Promise<{ results: ConsentText[] }>,
    select: (answer) => answer.results,
  });
}

/** Not waited for: the card or form that asked goes with what it began or ended, and would say nothing any more. */
function useAfterwards(patientId: string) {
  const client = useQueryClient();
  return () => {
    for (const queryKey of [keys.patient(patientId), keys.patients, keys.triage, keys.billing]) void client.invalidateQueries({ queryKey });
  };
}

export function useEnroll(patientId: string) {
  return useMutation({
    mutationFn: (body: EnrollInput) => unwrap(getClient().POST('/api/v1/patients/{patient_id}/enroll/', { params: { path: { patient_id: patientId } }, body })),
    onSuccess: useAfterwards(patientId),
  });
}

export function useEndEpisode(patientId: string, episodeId: string) {
  return useMutation({
    mutationFn: (body: Schemas['EpisodeEndRequest']) =>
      unwrap(getClient().POST('/api/v1/patients/{patient_id}/episodes/{row_id}/end/', { params: { path: { patient_id: patientId, row_id: episodeId } }, body })),
    onSuccess: useAfterwards(patientId),
  });
}

export function useRevokeConsent(patientId: string, consentId: string) {
  return useMutation({
    mutationFn: (body: Schemas['ConsentRevokeInputRequest']) =>
      unwrap(getClient().POST('/api/v1/patients/{patient_id}/consents/{row_id}/revoke/', { params: { path: { patient_id: patientId, row_id: consentId } }, body })),
    onSuccess: useAfterwards(patientId),
  });
}

export function useRecordSetup(patientId: string) {
  return useMutation({
    mutationFn: (body: Schemas['SetupInputRequest']) => unwrap(getClient().POST('/api/v1/patients/{patient_id}/setups/', { params: { path: { patient_id: patientId } }, body })),
    onSuccess: useAfterwards(patientId),
  });
}
