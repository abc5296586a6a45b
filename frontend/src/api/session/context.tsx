/** Who is signed in, for every screen: the user, their permissions and their practice. */
import { createContext, useContext } from 'react';
import type { User } from '../types';

export interface SessionValue {
  user: User;
  replaceUser: (user: User) => void;
  signOut: () => Promise<void>;
  switchPractice: (practiceId: string) => Promise<void>;
}

export const SessionContext = createContext<SessionValue | null>(null);

export function useSession(): SessionValue {
  const value = useContext(SessionContext);
  if (!value) throw new Error('useSession needs a signed-in screen');
  return value;
}

/** Whether the matrix allows this user an act. It only hides what the server would refuse anyway. */
export function useCan(permission: string): boolean {
  return useSession().user.permissions.includes(permission);
}

export function usePracticeZone(): string {
  return useSession().user.practice.timezone;
}
