/**
 * Live events: Server-Sent Events read with fetch, so the access token travels in the header and never in the address.
 *
 * The connection resumes with `Last-Event-ID`, backs off with jitter, treats silence as death (the server beats), and
 * falls back to asking `events/?after=` while the stream cannot be had. Events carry ids only; screens refetch. With the first
 * word everything is asked for once more: what happened between a screen's first answer and that word nobody would tell it.
 */
import { createParser } from 'eventsource-parser';
import { getConfig } from '@/config/runtime';
import { baseUrl, getClient, unwrap } from './client';
import { errorOf, toApiError } from './errors';
import { authorisedFetch } from './session/authorised-fetch';

/** What this page listens to; anything else the server tells is for other pages. */
const KINDS = ['alert', 'reading', 'patient', 'escalation', 'billing', 'time', 'timer', 'reset'] as const;
type Kind = (typeof KINDS)[number];

export interface LiveEvent {
  id: string;
  kind: Kind;
  entity_id: string | null;
  patient_id: string | null;
}

export interface StreamStatus {
  state: 'connecting' | 'live' | 'polling' | 'down' | 'ended';
  /** When the server was last heard, in milliseconds; null before the first word. */
  lastHeardAt: number | null;
  retryAt: number | null;
}

export interface StreamOptions {
  onEvent: (event: LiveEvent) => void;
  onStatus: (status: StreamStatus) => void;
  silenceMs?: number;
  pollMs?: number;
  backoffMs?: (attempt: number) => number;
}

const RESET: LiveEvent = { id: '', kind: 'reset', entity_id: null, patient_id: null };
const DEFAULT_BACKOFF = (attempt: number) => Math.min(30_000, 1_000 * 2 ** attempt) * (0.7 + Math.random() * 0.6);

function streamUrl(): string {
  return new URL(getConfig().stream_url, baseUrl()).toString();
}

/** Anything else is the stream's own: `heartbeat`, `reconnect` before a restart, `end` after the session. */
function isKind(name: string): name is Kind {
  return (KINDS as readonly string[]).includes(name);
}

function parseEvent(name: LiveEvent['kind'], data: string, id: string): LiveEvent {
  const body = JSON.parse(data) as { entity_id?: string | null; patient_id?: string | null };
  return {
    id,
    kind: name,
    entity_id: body.entity_id ?? null,
    patient_id: body.patient_id ?? null,
  };
}

/** Opens the stream and keeps it; the returned function ends it. */
export function openStream(options: StreamOptions): () => void {
  const { onEvent, onStatus, silenceMs = 45_000, pollMs = 10_000, backoffMs = DEFAULT_BACKOFF } = options;
  const ended = new AbortController();
  let lastEventId: string | null = null;
  let lastHeardAt: number | null = null;
  let wake: (() => void) | null = null;
  let hangUp: (() => void) | null = null;

  const isEnded = () => ended.signal.aborted;
  const tell = (state: StreamStatus['state'], retryAt: number | null = null) => {
    if (!isEnded()) onStatus({ state, lastHeardAt, retryAt });
  };

  const hear = (name: string, data: string, id: string | undefined) => {
    lastHeardAt = Date.now();
    // The first number: what this screen has loaded before it may lack what was told until now.
    if (id && lastEventId === null && !isKind(name)) onEvent(RESET);
    if (id) lastEventId = id;
    if (isKind(name)) onEvent(parseEvent(name, data || '{}', id ?? ''));
  };

  async function read(): Promise<void> {
    const silence = new AbortController();
    let timer = setTimeout(() => silence.abort(), silenceMs);
    hangUp = () => silence.abort();
    const signal = AbortSignal.any([ended.signal, silence.signal]);
    try {
      const headers: Record<string, string> = { Accept: 'text/event-stream' };
      if (lastEventId) headers['Last-Event-ID'] = lastEventId;
      const response = await authorisedFetch(new Request(streamUrl(), { headers, signal, cache: 'no-store' }));
      if (!response.ok || !response.body) throw errorOf(response, null);
      lastHeardAt = Date.now();
      tell('live');
      const parser = createParser({ onEvent: (event) => hear(event.event ?? '', event.data, event.id) });
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
      // Aborting the request ends the read in browsers; cancelling the reader ends it everywhere.
      signal.addEventListener('abort', () => void reader.cancel().catch(() => undefined), { once: true });
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return;
        clearTimeout(timer);
        timer = setTimeout(() => silence.abort(), silenceMs);
        lastHeardAt = Date.now();
        parser.feed(value);
        tell('live');
      }
    } finally {
      clearTimeout(timer);
    }
  }

  async function poll(): Promise<void> {
    const query = lastEventId === null ? {} : { after: Number(lastEventId) };
    const answer = await unwrap(getClient().GET('/api/v1/events/', { params: { query } }));
    if (answer.reset || lastEventId === null) hear('reset', '{}', undefined);
    for (const row of answer.events) hear(row.kind, JSON.stringify(row), String(row.id));
    lastEventId = String(answer.last);
    lastHeardAt = Date.now();
  }

  const pause = (milliseconds: number) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
      ended.signal.addEventListener('abort', () => wake?.(), { once: true });
    });

  async function run(): Promise<void> {
    let attempt = 0;
    tell('connecting');
    while (!isEnded()) {
      const before = Date.now();
      try {
        await read();
      } catch (error) {
        if ([401, 403].includes(toApiError(error).status)) {
          tell('ended');
          return;
        }
      }
      // A stream that lived a while and closed (a deploy, a token's end) starts over at the shortest wait.
      if (Date.now() - before > 60_000) attempt = 0;
      if (!isEnded()) await waitPolling(backoffMs(attempt));
      attempt += 1;
    }
  }

  /** Wait for the next attempt and meanwhile keep the screen fresh by asking. */
  async function waitPolling(waitMs: number): Promise<void> {
    const until = Date.now() + waitMs;
    do {
      try {
        await poll();
        tell('polling', until);
      } catch {
        tell('down', until);
      }
      await pause(Math.max(0, Math.min(pollMs, until - Date.now())));
    } while (!isEnded() && Date.now() < until);
  }

  const online = () => wake?.();
  // A browser that knows it has no network need not wait for the silence to be long enough.
  const offline = () => hangUp?.();
  window.addEventListener('online', online);
  window.addEventListener('offline', offline);
  void run();
  return () => {
    ended.abort();
    window.removeEventListener('online', online);
    window.removeEventListener('offline', offline);
  };
}
