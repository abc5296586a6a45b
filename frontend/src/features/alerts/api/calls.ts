/** Requests about calls for somebody else: those of a patient that stand, that somebody has come, that one is over. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getClient, unwrap } from '@/api/client';
import { keys } from '@/api/keys';
import type { Schemas } from '@/api/types';

export type Call = Schemas['EscalationShape'];
export type CallAct = 'acknowledge' | 'close';

export function useCalls(patientId: string) {
  return useQuery({
    queryKey: [...keys.patient(patientId), 'calls'],
    queryFn: ({ signal }) => unwrap(getClient().GET('/api/v1/triage/escalations/', { params: { query: { patient_id: patientId } }, signal })),
  });
}

export function useActOnCall(patientId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, act }: { id: string; act: CallAct }) => {
      const params = { path: { escalation_id: id } };
      return act === 'close'
        ? unwrap(getClient().POST('/api/v1/triage/escalations/{escalation_id}/close/', { params }))
        : unwrap(getClient().POST('/api/v1/triage/escalations/{escalation_id}/acknowledge/', { params }));
    },
    onSettled: () => Promise.all([keys.patient(patientId), keys.triage].map((queryKey) => client.invalidateQueries({ queryKey }))),
  });
}
