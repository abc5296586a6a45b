/** Ties a clerk to the browser: the channel between tabs, the lock of the one that beats, signs of activity, the clock. */
import type { Message } from './clerk';
import { Clerk } from './clerk';
import { timerApi } from '../api/timer';

const SIGNS = ['pointerdown', 'keydown', 'wheel', 'touchstart'] as const;

export interface Tab {
  clerk: Clerk;
  close: () => void;
}

/** `name` keeps people and practices that share a browser apart. */
export function openTab(name: string, onChange: () => void): Tab {
  const channel = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel(`vantrexia.timer.${name}`);
  const clerk = new Clerk(
    {
      api: timerApi,
      now: () => Date.now(),
      newToken: () => crypto.randomUUID(),
      hasFocus: () => document.visibilityState === 'visible' && document.hasFocus(),
      send: (message) => channel?.postMessage(message),
    },
    onChange,
  );
  channel?.addEventListener('message', (event: MessageEvent<Message>) => clerk.hear(event.data));

  const release = new AbortController();
  let letGo: () => void = () => undefined;
  if ('locks' in navigator) {
    const held = () => {
      clerk.isLeader = true;
      return new Promise<void>((resolve) => { letGo = resolve; });
    };
    navigator.locks.request(`vantrexia.timer.${name}`, { signal: release.signal }, held).catch(() => undefined);
  } else clerk.isLeader = true; // Several tabs then beat; the server hears the same thing twice.

  const act = () => void clerk.noteActivity();
  const close = () => clerk.closePage();
  SIGNS.forEach((sign) => document.addEventListener(sign, act, { passive: true, capture: true }));
  window.addEventListener('focus', act);
  window.addEventListener('pagehide', close);
  const timer = setInterval(() => void clerk.tick(), 1_000);
  void clerk.refresh();
  return {
    clerk,
    close: () => {
      SIGNS.forEach((sign) => document.removeEventListener(sign, act, { capture: true }));
      window.removeEventListener('focus', act);
      window.removeEventListener('pagehide', close);
      clearInterval(timer);
      release.abort();
      letGo();
      channel?.close();
    },
  };
}
