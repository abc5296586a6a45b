/** Typing in a reading, for staff and for a patient's own account: what may be typed, and the request. */
import { getClient, unwrap } from '../client';
import type { Schemas } from '../types';
import kinds from '../typed-kinds.json';

export type Kind = Schemas['KindShape'];
export type Field = Schemas['FieldShape'];
export type TypedAnswer = Schemas['HeartRateTyped'];

/** What an ingestion endpoint takes; the names of the numbers are those told for the kind. */
export type TypedBody = Record<string, string | number | Record<string, string>>;

/**
 * What `GET /own-record/` tells a patient's account, for those who have no record of their own to ask about. A test of the server
 * (`tests/api/test_own_record.py`) compares both.
 */
export const KINDS = kinds as readonly Kind[];

export function typeReading({ path, body }: { path: string; body: TypedBody }): Promise<TypedAnswer> {
  // One of seven endpoints of the same form; the server says which and checks the body.
  return unwrap(getClient().POST(`/api/v1/ingestion/${path}/` as '/api/v1/ingestion/heart-rate/', { body: body as never }));
}
