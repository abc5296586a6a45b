/** The stream's status for whoever shows it (the banner, the dot in the header). */
import { useSyncExternalStore } from 'react';
import type { StreamStatus } from './stream';

let status: StreamStatus = { state: 'connecting', lastHeardAt: null, retryAt: null };
const listeners = new Set<() => void>();

export function setStreamStatus(next: StreamStatus): void {
  status = next;
  listeners.forEach((tell) => tell());
}

export function useStreamStatus(): StreamStatus {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => status,
  );
}

type TimerListener = (membershipId: string | null) => void;
const timerListeners = new Set<TimerListener>();

/** Somebody's timer changed in some browser (their membership), or anything may have (null). */
export function tellTimer(membershipId: string | null): void {
  timerListeners.forEach((tell) => tell(membershipId));
}

export function onTimer(listener: TimerListener): () => void {
  timerListeners.add(listener);
  return () => void timerListeners.delete(listener);
}
