/** Requests of a patient's account: its own record, and typing a reading into it. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getClient, unwrap } from '@/api/client';
import { keys } from '@/api/keys';
import type { Schemas } from '@/api/types';

export type OwnRecord = Schemas['OwnRecordShape'];
export type OwnReading = Schemas['OwnReadingShape'];
export type Kind = Schemas['KindShape'];
export type Field = Schemas['FieldShape'];

/** What an ingestion endpoint takes; the names of the numbers are those the record tells for the kind. */
export type TypedBody = Record<string, string | number>;

const key = [...keys.account, 'own-record'];

export function useOwnRecord() {
  return useQuery({ queryKey: key, queryFn: () => unwrap(getClient().GET('/api/v1/own-record/')), refetchInterval: 60_000 });
}

export function useTypeReading() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ path, body }: { path: string; body: TypedBody }) =>
      // One of seven endpoints of the same form; the server says which and checks the body.
      unwrap(getClient().POST(`/api/v1/ingestion/${path}/` as '/api/v1/ingestion/heart-rate/', { body: body as never })),
    onSuccess: () => client.invalidateQueries({ queryKey: key }),
  });
}
