/** Whether the screen is as narrow as a phone's; the same width as in the style sheets. */
import { useSyncExternalStore } from 'react';

const NARROW = '(max-width: 48rem)';
/** Where there is no layout (tests) nothing is narrow. */
const query = () => (typeof window.matchMedia === 'function' ? window.matchMedia(NARROW) : null);

export function useNarrow(): boolean {
  return useSyncExternalStore(
    (listener) => {
      const media = query();
      media?.addEventListener('change', listener);
      return () => media?.removeEventListener('change', listener);
    },
    () => query()?.matches ?? false,
  );
}
