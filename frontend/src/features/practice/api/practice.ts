/** Requests about the practice: its settings, its people, the permission matrix. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getClient, unwrap } from '@/api/client';
import { keys } from '@/api/keys';
import type { Member, Page, Practice, Role, RoleMatrix } from '@/api/types';

export type PracticeChange = Partial<Omit<Practice, 'id' | 'organisation_name' | 'is_synthetic' | 'created_at'>>;

export function useSavePractice() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: PracticeChange) => (unwrap(getClient().PATCH('/api/v1/practice/', { body })) as Promise<Practice>),
    onSuccess: (practice) => client.setQueryData([...keys.practice, 'settings'], practice),
  });
}

export function useMembers(options: { enabled?: boolean } = {}) {
  return useQuery({
    queryKey: [...keys.practice, 'users'],
    queryFn: ({ signal }) => (unwrap(getClient().GET('/api/v1/practice/users/', { signal })) as Promise<Page<Member>>),
    ...options,
  });
}

export interface Invitation {
  email: string;
  first_name: string;
  last_name: string;
  role: Role;
  /** For a patient's own account: whose record it is. */
  patient_id?: string | null;
}

export function useInvite() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: Invitation) => (unwrap(getClient().POST('/api/v1/practice/users/', { body })) as Promise<Member>),
    onSuccess: () => client.invalidateQueries({ queryKey: [...keys.practice, 'users'] }),
  });
}

export type MemberAct = 'deactivate' | 'unlock' | 'reset-totp' | 'send-link';

export function useMemberAct() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, act }: { id: number; act: MemberAct }) =>
      unwrap(getClient().POST(`/api/v1/practice/users/{user_id}/${act}/`, { params: { path: { user_id: id } } })),
    onSuccess: () => client.invalidateQueries({ queryKey: [...keys.practice, 'users'] }),
  });
}

export function useChangeMember() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, ...body }: { id: number; role?: Role; is_active?: boolean; patient_id?: string | null }) =>
      (unwrap(getClient().PATCH('/api/v1/practice/users/{user_id}/', { params: { path: { user_id: id } }, body })) as Promise<Member>),
    onSuccess: () => client.invalidateQueries({ queryKey: [...keys.practice, 'users'] }),
  });
}

export function useRoleMatrix() {
  return useQuery({
    queryKey: [...keys.practice, 'roles'],
    queryFn: ({ signal }) => (unwrap(getClient().GET('/api/v1/practice/roles/', { signal })) as Promise<RoleMatrix>),
    staleTime: Infinity,
  });
}
