/**
 * Automatic logoff (HIPAA 164.312(a)(2)(iii)): warns two minutes before the session's idle limit and signs out at it; the session's
 * longest life has its own warning (session-end.tsx).
 * Live updates keep asking the server, so only this page can tell whether a person is there; tabs share the last act.
 */
import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { usePractice } from '@/api/queries/practice';
import { Button } from '@/components/ui/button';
import { Dialog, DialogActions } from '@/components/ui/dialog';
import { formatSpan } from '@/lib/time';
import { SessionEnd } from './session-end';

const ACTIVITY_KEY = 'vantrexia.activity';
const WARN_MS = 120_000;
const SIGNS = ['pointerdown', 'keydown', 'wheel', 'touchstart'] as const;

function readActivity(): number {
  try {
    return Number(localStorage.getItem(ACTIVITY_KEY) ?? 0);
  } catch {
    return 0;
  }
}

function noteActivity(at: number): void {
  try {
    localStorage.setItem(ACTIVITY_KEY, String(at));
  } catch {
    // Closed storage: this tab then counts for itself.
  }
}

/** Until the practice's own limit is known, or for a role that may not read it. */
const DEFAULT_IDLE_MINUTES = 15;

interface IdleGuardProps {
  mayReadPractice: boolean;
  onLeave: (reason: 'idle' | 'ended' | 'signed-out') => void;
}

export function IdleGuard({ mayReadPractice, onLeave }: IdleGuardProps) {
  const { t } = useTranslation();
  const practice = usePractice({ enabled: mayReadPractice });
  const idleMinutes = practice.data?.session_idle_minutes ?? DEFAULT_IDLE_MINUTES;
  const [leftMs, setLeftMs] = useState<number | null>(null);
  const isWarning = leftMs !== null;

  const last = useRef(0);

  const act = useEffectEvent(() => {
    // While the warning is open only its buttons count: a nudged mouse is not an answer.
    if (isWarning) return;
    const now = Date.now();
    if (now - last.current > 1_000) noteActivity(now);
    last.current = now;
  });
  const check = useEffectEvent(() => {
    const left = Math.max(last.current, readActivity()) + idleMinutes * 60_000 - Date.now();
    if (left <= 0) onLeave('idle');
    else setLeftMs(left <= WARN_MS ? left : null);
  });

  useEffect(() => {
    last.current = Date.now();
    noteActivity(last.current);
    const note = () => act();
    SIGNS.forEach((sign) => document.addEventListener(sign, note, { passive: true }));
    const timer = setInterval(() => check(), 1_000);
    return () => {
      SIGNS.forEach((sign) => document.removeEventListener(sign, note));
      clearInterval(timer);
    };
  }, []);

  const stay = () => {
    last.current = Date.now();
    noteActivity(last.current);
    setLeftMs(null);
  };
  return (
    <>
      <Dialog title={t('idle.title')} isOpen={isWarning} onClose={stay} width="narrow" role="alertdialog">
        <p>{t('idle.text', { span: formatSpan(leftMs ?? 0) })}</p>
        <DialogActions>
          <Button onPress={() => onLeave('signed-out')}>{t('idle.leave')}</Button>
          <Button kind="primary" autoFocus onPress={stay}>{t('idle.stay')}</Button>
        </DialogActions>
      </Dialog>
      <SessionEnd isHeld={isWarning} onEnd={() => onLeave('ended')} />
    </>
  );
}
