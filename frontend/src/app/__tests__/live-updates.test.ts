import { QueryClient } from '@tanstack/react-query';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { LiveEvent } from '@/api/stream';
import { makeRefresher } from '../live-updates';

const event = (change: Partial<LiveEvent>): LiveEvent => ({ id: '1', kind: 'alert', entity_id: 'a', patient_id: 'p1', ...change });

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function watch() {
  const client = new QueryClient();
  const spy = vi.spyOn(client, 'invalidateQueries').mockResolvedValue();
  return { hear: makeRefresher(client), keys: () => spy.mock.calls.map(([filter]) => filter?.queryKey) };
}

it('an event refreshes the list and the patient it speaks of, at once', () => {
  const { hear, keys } = watch();
  hear(event({}));
  vi.advanceTimersByTime(1);
  expect(keys()).toEqual([['triage'], ['patient', 'p1']]);
});

it('a burst is one refresh of each, not one per event', () => {
  const { hear, keys } = watch();
  hear(event({}));
  vi.advanceTimersByTime(1);
  for (let n = 0; n < 50; n += 1) hear(event({ patient_id: n % 2 ? 'p1' : 'p2' }));
  vi.advanceTimersByTime(299);
  expect(keys()).toHaveLength(2);
  vi.advanceTimersByTime(1);
  expect(keys().slice(2)).toEqual([['triage'], ['patient', 'p2'], ['patient', 'p1']]);
});

it('a reset refreshes everything', () => {
  const { hear, keys } = watch();
  hear(event({ kind: 'reset', patient_id: null }));
  vi.advanceTimersByTime(1);
  expect(keys()).toEqual([undefined]);
});
