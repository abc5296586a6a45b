/**
 * Nobody loses what they have written by a stray click: leaving a form with unsaved changes asks first. Call `release` before the
 * form itself goes on to another screen, `leave` where it is left by being closed, and render `guard` somewhere in it.
 */
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useBlocker } from 'react-router';
import { Button } from './button';
import { Dialog, DialogActions } from './dialog';

export function useLeaveGuard(isChanged: boolean): { guard: ReactNode; release: () => void; leave: (go: () => void) => void } {
  const { t } = useTranslation();
  const isReleased = useRef(false);
  const [closing, setClosing] = useState<(() => void) | null>(null);
  const blocker = useBlocker(({ currentLocation, nextLocation }) => isChanged && !isReleased.current && currentLocation.pathname !== nextLocation.pathname);
  useEffect(() => {
    if (!isChanged) return;
    // Closing the window or loading it anew: the browser asks, in words of its own.
    const ask = (event: BeforeUnloadEvent) => { if (!isReleased.current) event.preventDefault(); };
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, [isChanged]);
  const ask = (stay: () => void, go: () => void) => (
    <Dialog title={t('common.leaveTitle')} isOpen onClose={stay} width="narrow" role="alertdialog">
      <p>{t('common.leaveText')}</p>
      <DialogActions>
        <Button kind="danger" onPress={go}>{t('common.leave')}</Button>
        <Button kind="primary" autoFocus onPress={stay}>{t('common.stay')}</Button>
      </DialogActions>
    </Dialog>
  );
  const guard = blocker.state === 'blocked' ? ask(() => blocker.reset(), () => blocker.proceed()) : closing ? ask(() => setClosing(null), closing) : null;
  return {
    guard,
    release: () => { isReleased.current = true; },
    leave: (go) => { if (isChanged) setClosing(() => go); else go(); },
  };
}
