/** Requests about the signed-in person's timer; every answer is the timer as it stands on the server. */
import { getClient, unwrap } from '@/api/client';
import type { BodyOf, Schemas } from '@/api/types';

export type TimerState = Schemas['TimerShape'];
export type Activity = Schemas['TimerStartInputRequest']['activity'];
export type ContactInput = BodyOf<'/api/v1/billing/time/contacts/', 'post'>;

export const isCall = (activity: string): boolean => activity === 'phone_call' || activity === 'video_call';

export const timerApi = {
  read: (): Promise<TimerState> => unwrap(getClient().GET('/api/v1/billing/time/timer/')),
  start: (body: Schemas['TimerStartInputRequest']): Promise<TimerState> => unwrap(getClient().POST('/api/v1/billing/time/timer/start/', { body })),
  beat: (body: Schemas['TimerBeatInputRequest']): Promise<TimerState> => unwrap(getClient().POST('/api/v1/billing/time/timer/beat/', { body })),
  switch: (body: Schemas['TimerSwitchInputRequest']): Promise<TimerState> => unwrap(getClient().POST('/api/v1/billing/time/timer/switch/', { body })),
  /** `keepalive`: the request outlives the page that is being closed. */
  stop: (body: Schemas['TimerStopInputRequest'], keepalive = false): Promise<TimerState> =>
    unwrap(getClient().POST('/api/v1/billing/time/timer/stop/', { body, keepalive })),
};
export type TimerApi = typeof timerApi;

export const recordContact = (body: ContactInput): Promise<Schemas['TimeContactAnswer']> => unwrap(getClient().POST('/api/v1/billing/time/contacts/', { body }));
