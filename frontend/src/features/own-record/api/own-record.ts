/** Requests of a patient's account: its own record, and typing a reading into it. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getClient, unwrap } from '@/api/client';
import { keys } from '@/api/keys';
import { typeReading } from '@/api/queries/typed-reading';
import type { Schemas } from '@/api/types';

export type OwnRecord = Schemas['OwnRecordShape'];
export type OwnReading = Schemas['OwnReadingShape'];

const key = [...keys.account, 'own-record'];

export function useOwnRecord() {
  return useQuery({ queryKey: key, queryFn: () => unwrap(getClient().GET('/api/v1/own-record/')), refetchInterval: 60_000 });
}

export function useTypeReading() {
  const client = useQueryClient();
  return useMutation({ mutationFn: typeReading, onSuccess: () => client.invalidateQueries({ queryKey: key }) });
}
