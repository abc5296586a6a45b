/**
 * Nobody loses what they have written by a stray click: leaving a form with unsaved changes asks first. Call `release` before the
 * form itself goes on to another screen, and render `guard` somewhere in it.
 */
import { useEffect, useRef, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useBlocker } from 'react-router';
import { Button } from './button';
import { Dialog, DialogActions } from './dialog';

export function useLeaveGuard(isChanged: boolean): { guard: ReactNode; release: () => void } {
  const { t } = useTranslation();
  const isReleased = useRef(false);
  const blocker = useBlocker(({ currentLocation, nextLocation }) => isChanged && !isReleased.current && currentLocation.pathname !== nextLocation.pathname);
  useEffect(() => {
    if (!isChanged) return;
    // Closing the window or loading it anew: the browser asks, in words of its own.
    const ask = (event: BeforeUnloadEvent) => { if (!isReleased.current) event.preventDefault(); };
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, [isChanged]);
  const guard = blocker.state === 'blocked' ? (
    <Dialog title={t('common.leaveTitle')} isOpen onClose={() => blocker.reset()} width="narrow" role="alertdialog">
      <p>{t('common.leaveText')}</p>
      <DialogActions>
        <Button kind="danger" onPress={() => blocker.proceed()}>{t('common.leave')}</Button>
        <Button kind="primary" autoFocus onPress={() => blocker.reset()}>{t('common.stay')}</Button>
      </DialogActions>
    </Dialog>
  ) : null;
  return { guard, release: () => { isReleased.current = true; } };
}
