/** The time, ticking, for countdowns and ages; one timer per period for the whole page. */
import { useSyncExternalStore } from 'react';

interface Ticker {
  now: number;
  listeners: Set<() => void>;
  timer?: ReturnType<typeof setInterval>;
}

const tickers = new Map<number, Ticker>();

function getTicker(period: number): Ticker {
  let ticker = tickers.get(period);
  if (!ticker) {
    ticker = { now: Date.now(), listeners: new Set() };
    tickers.set(period, ticker);
  }
  return ticker;
}

export function useNow(periodMilliseconds = 1000): Date {
  const now = useSyncExternalStore(
    (listener) => {
      const ticker = getTicker(periodMilliseconds);
      ticker.listeners.add(listener);
      ticker.timer ??= setInterval(() => {
        ticker.now = Date.now();
        ticker.listeners.forEach((tell) => tell());
      }, periodMilliseconds);
      return () => {
        ticker.listeners.delete(listener);
        if (ticker.listeners.size === 0) {
          clearInterval(ticker.timer);
          ticker.timer = undefined;
        }
      };
    },
    () => {
      const ticker = getTicker(periodMilliseconds);
      // Without a running timer the kept value may be old: the first render must not show it.
      if (!ticker.timer && Date.now() - ticker.now > periodMilliseconds) ticker.now = Date.now();
      return ticker.now;
    },
  );
  return new Date(now);
}
