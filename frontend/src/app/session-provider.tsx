/**
 * Holds who is signed in. At start it tries the refresh cookie; a refusal leads to sign-in, a server that is away is
 * waited for. Signing out, here or in another tab, drops everything this page has read.
 */
import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import { SessionContext, type SessionValue } from '@/api/session/context';
import { clearToken, getAccessToken, isSessionOver, onSessionEvent, setToken, tellPracticeChanged } from '@/api/session/token';
import { toApiError } from '@/api/errors';
import type { LoginAnswer, User } from '@/api/types';
import { fetchMe, logout, MustEnrolPage, SignInPage, switchPractice, type SignOutReason } from '@/features/account';
import { changeLanguage, detectLanguage } from '@/lib/i18n';
import { IdleGuard } from './idle-guard';
import { StartingScreen } from './starting-screen';

type State =
  | { kind: 'starting'; unreachable: boolean }
  | { kind: 'signed-out'; reason: SignOutReason }
  | { kind: 'signed-in'; user: User };

export function SessionProvider({ children }: { children: ReactNode }) {
  const queryClient = useQueryClient();
  const [state, setState] = useState<State>({ kind: 'starting', unreachable: false });

  const enter = useCallback((user: User) => {
    void changeLanguage(detectLanguage(user.language));
    setState({ kind: 'signed-in', user });
  }, []);

  const leave = useCallback((reason: SignOutReason) => {
    queryClient.clear();
    setState({ kind: 'signed-out', reason });
  }, [queryClient]);

  const restore = useCallback(async () => {
    const access = await getAccessToken();
    if (access) enter(await fetchMe());
    else setState({ kind: 'signed-out', reason: null });
  }, [enter]);

  const isStarting = state.kind === 'starting';
  useEffect(() => {
    if (!isStarting) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let ended = false;
    const attempt = async () => {
      try {
        await restore();
      } catch (error) {
        if (ended) return;
        if (toApiError(error).status === 401) setState({ kind: 'signed-out', reason: null });
        else {
          setState({ kind: 'starting', unreachable: true });
          timer = setTimeout(() => void attempt(), 3_000);
        }
      }
    };
    void attempt();
    return () => {
      ended = true;
      clearTimeout(timer);
    };
  }, [isStarting, restore]);

  useEffect(
    () =>
      onSessionEvent((event) => {
        if (event === 'signed-out') leave('signed-out');
        else {
          queryClient.clear();
          setState({ kind: 'starting', unreachable: false });
        }
      }),
    [leave, queryClient],
  );

  const signedIn = useCallback((answer: LoginAnswer) => {
    setToken(answer);
    enter(answer.user);
  }, [enter]);

  const signOut = useCallback(async (reason: SignOutReason = 'signed-out') => {
    try {
      await logout();
    } catch {
      // The server may be away or the session over already: this browser forgets it in any case.
    }
    clearToken({ tell: true });
    leave(reason);
  }, [leave]);

  const isEnding = useRef(false);
  /** The session's own end. The server ends it by itself; signing out would end the one another tab has just renewed. */
  const end = useCallback(async () => {
    if (isEnding.current) return;
    isEnding.current = true;
    const isOver = await isSessionOver();
    isEnding.current = false;
    if (!isOver) return;
    clearToken({ tell: false });
    leave('ended');
  }, [leave]);

  const user = state.kind === 'signed-in' ? state.user : null;
  const value = useMemo<SessionValue | null>(
    () =>
      user && {
        user,
        replaceUser: enter,
        signOut: () => signOut(),
        switchPractice: async (practiceId) => {
          const answer = await switchPractice(practiceId);
          queryClient.clear();
          setToken(answer);
          tellPracticeChanged();
          enter(answer.user);
        },
      },
    [user, enter, signOut, queryClient],
  );

  if (state.kind === 'starting') return <StartingScreen unreachable={state.unreachable} />;
  if (!value || !user) return <SignInPage reason={state.kind === 'signed-out' ? state.reason : null} onSignedIn={signedIn} />;
  if (user.must_enrol_totp) {
    const proceed = async () => {
      await getAccessToken(null);
      enter(await fetchMe());
    };
    return <MustEnrolPage onDone={() => void proceed()} onSignOut={() => void signOut()} />;
  }
  return (
    <SessionContext value={value}>
      <IdleGuard mayReadPractice={user.permissions.includes('practice.read')} onLeave={(reason) => void (reason === 'ended' ? end() : signOut(reason))} />
      {children}
    </SessionContext>
  );
}
