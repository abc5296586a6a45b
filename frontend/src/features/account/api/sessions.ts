/** Requests about one's own sessions. */
import { getClient, unwrap } from '@/api/client';
import type { Page, SessionRow } from '@/api/types';

export function listSessions(): Promise<Page<SessionRow>> {
  return (unwrap(getClient().GET('/api/v1/auth/sessions/')));
}

export function endSession(id: string): Promise<unknown> {
  return unwrap(getClient().DELETE('/api/v1/auth/sessions/{session_id}/', { params: { path: { session_id: id } } }));
}
