/**
 * Single-key shortcuts of a screen. They stay silent while someone types, while a dialog is open, and with a modifier
 * held (WCAG 2.1.4: they can be switched off in the account's preferences).
 */
import { useEffect, useRef } from 'react';
import { readPreference } from './preferences';

/** Dialogs, menus and choices; not the short messages, which are alert dialogs by role and must not hold up the keys. */
const OPEN_LAYERS = '.overlay,[role=menu],[role=listbox]';

export type Hotkeys = Record<string, (event: KeyboardEvent) => void>;

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName);
}

export function useHotkeys(hotkeys: Hotkeys, enabled = true): void {
  const latest = useRef(hotkeys);
  useEffect(() => {
    latest.current = hotkeys;
  });
  useEffect(() => {
    if (!enabled) return;
    const handle = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      if (readPreference('shortcuts') === 'off' || document.querySelector(OPEN_LAYERS)) return;
      const action = latest.current[event.key];
      if (!action) return;
      event.preventDefault();
      action(event);
    };
    document.addEventListener('keydown', handle);
    return () => document.removeEventListener('keydown', handle);
  }, [enabled]);
}
