/** Requests about the professions of a member: billing counts time by the profession of its day. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { getClient, unwrap } from '@/api/client';
import { keys } from '@/api/keys';
import type { Member, Schemas } from '@/api/types';

export type CredentialInput = Schemas['CredentialRequestRequest'];
export type Profession = CredentialInput['profession'];
export const PROFESSIONS: Profession[] = ['physician', 'np', 'pa', 'cns', 'cnm', 'rn', 'lpn', 'ma', 'pharmacist', 'clinical_staff'];

function useAct<Given>(act: (given: Given) => Promise<unknown>) {
  const client = useQueryClient();
  return useMutation({ mutationFn: act, onSuccess: () => client.invalidateQueries({ queryKey: [...keys.practice, 'users'] }) });
}

export function useAddCredential(member: Member) {
  return useAct((body: CredentialInput) => unwrap(getClient().POST('/api/v1/practice/users/{user_id}/credentials/', { params: { path: { user_id: member.id } }, body })));
}

export function useEndCredential(member: Member) {
  return useAct(({ id, valid_to }: { id: string; valid_to: string }) =>
    unwrap(getClient().POST('/api/v1/practice/users/{user_id}/credentials/{credential_id}/end/', { params: { path: { user_id: member.id, credential_id: id } }, body: { valid_to } })));
}
