/** What a person prefers on this device: theme, language, shortcuts. Never anything about a patient. */
import { useSyncExternalStore } from 'react';

interface Preferences {
  theme: 'system' | 'light' | 'dark';
  language: 'auto' | 'en' | 'es';
  shortcuts: 'on' | 'off';
}

const DEFAULTS: Preferences = { theme: 'system', language: 'auto', shortcuts: 'on' };
const PREFIX = 'vantrexia.';
const listeners = new Set<() => void>();

export function readPreference<K extends keyof Preferences>(key: K): Preferences[K] {
  try {
    return (localStorage.getItem(PREFIX + key) as Preferences[K] | null) ?? DEFAULTS[key];
  } catch {
    return DEFAULTS[key];
  }
}

export function writePreference<K extends keyof Preferences>(key: K, value: Preferences[K]): void {
  try {
    localStorage.setItem(PREFIX + key, value);
  } catch {
    // Storage may be closed (private window): the choice then lasts for this page only.
  }
  listeners.forEach((tell) => tell());
}

export function usePreference<K extends keyof Preferences>(key: K): [Preferences[K], (value: Preferences[K]) => void] {
  const value = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => readPreference(key),
  );
  return [value, (next) => writePreference(key, next)];
}
