import { QueryClient, QueryObserver } from '@tanstack/react-query';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { onTimer } from '@/api/live';
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

it('every change of a timer is told, however many, and moves nobody in the worklist', () => {
  const { hear, keys } = watch();
  const heard: (string | null)[] = [];
  const stop = onTimer((whose) => heard.push(whose));
  hear(event({ kind: 'timer', entity_id: 'm1', patient_id: null }));
  hear(event({ kind: 'timer', entity_id: 'm1', patient_id: null }));
  hear(event({ kind: 'time', entity_id: 'e1' }));
  hear(event({ kind: 'reset', patient_id: null }));
  stop();
  hear(event({ kind: 'timer', entity_id: 'm1', patient_id: null }));
  vi.advanceTimersByTime(1);
  expect(heard).toEqual(['m1', 'm1', null]);
  expect(keys()).not.toContainEqual(['triage']);
});

it('billing is read again once for a whole recompute, and moves nobody in the worklist', () => {
  const { hear, keys } = watch();
  for (let n = 0; n < 200; n += 1) hear(event({ kind: 'billing', patient_id: `p${n}` }));
  vi.advanceTimersByTime(2_999);
  expect(keys()).not.toContainEqual(['billing']);
  vi.advanceTimersByTime(1);
  expect(keys().filter((key) => key?.[0] === 'billing')).toHaveLength(1);
  expect(keys()).not.toContainEqual(['triage']);
});

it('a screen whose first answer was on its way when the event came asks once more', async () => {
  const client = new QueryClient();
  const answers: ((text: string) => void)[] = [];
  const queryKey = ['triage', 'list'];
  const observer = new QueryObserver(client, { queryKey, queryFn: () => new Promise<string>((resolve) => answers.push(resolve)) });
  const stop = observer.subscribe(() => undefined);
  makeRefresher(client)(event({}));
  await vi.advanceTimersByTimeAsync(1);
  answers[0]?.('read before the alert');
  await vi.advanceTimersByTimeAsync(1);
  expect(answers).toHaveLength(2);
  answers[1]?.('with the alert');
  await vi.advanceTimersByTimeAsync(1);
  expect(client.getQueryData(queryKey)).toBe('with the alert');
  expect(answers).toHaveLength(2);
  stop();
});

it('a reset does not repeat what a person asked for once', async () => {
  const client = new QueryClient();
  const asked: string[] = [];
  const watch = (name: string, staleTime: number) =>
    new QueryObserver(client, { queryKey: [name], staleTime, queryFn: () => asked.push(name) }).subscribe(() => undefined);
  const stops = [watch('list', 15_000), watch('secret', Infinity)];
  await vi.advanceTimersByTimeAsync(1);
  makeRefresher(client)(event({ kind: 'reset', patient_id: null }));
  await vi.advanceTimersByTimeAsync(1);
  expect(asked).toEqual(['list', 'secret', 'list']);
  stops.forEach((stop) => stop());
});
