import { http, HttpResponse } from 'msw';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { server } from '@/testing/server';
import { setToken } from '../session/token';
import { openStream, type LiveEvent, type StreamOptions, type StreamStatus } from '../stream';

const STREAM = '*/api/v1/stream/';
let close: (() => void) | null = null;

function open(options: Partial<StreamOptions> = {}) {
  const events: LiveEvent[] = [];
  const states: StreamStatus['state'][] = [];
  close = openStream({ onEvent: (event) => events.push(event), onStatus: ({ state }) => states.push(state), backoffMs: () => 20, pollMs: 10, ...options });
  return { events, states };
}

/** A stream that sends the text and then stays open, or closes. */
function stream(text: string, { stay = true } = {}) {
  return new HttpResponse(
    new ReadableStream({
      start(controller) {
        controller.enqueue(new TextEncoder().encode(text));
        if (!stay) controller.close();
      },
    }),
    { headers: { 'Content-Type': 'text/event-stream' } },
  );
}

beforeEach(() => setToken({ access: 'token', expires_in: 900 }));
afterEach(() => close?.());

describe('the live stream', () => {
  it('carries the token in the header and hears events by their ids', async () => {
    let authorization: string | null = null;
    server.use(http.get(STREAM, ({ request }) => {
      authorization = request.headers.get('Authorization');
      return stream('id: 41\nevent: alert\ndata: {"entity_id":"a1","patient_id":"p1","version":3}\n\n');
    }));
    const { events, states } = open();
    await vi.waitFor(() => expect(events).toEqual([{ id: '41', kind: 'alert', entity_id: 'a1', patient_id: 'p1' }]));
    expect(authorization).toBe('Bearer token');
    expect(states).toContain('live');
  });
  it('resumes after the last event it heard', async () => {
    const resumed: (string | null)[] = [];
    server.use(
      http.get(STREAM, ({ request }) => {
        resumed.push(request.headers.get('Last-Event-ID'));
        return stream('id: 7\nevent: reading\ndata: {"patient_id":"p1"}\n\n', { stay: resumed.length > 1 });
      }),
      http.get('*/api/v1/events/', () => HttpResponse.json({ events: [], last: 7, reset: false })),
    );
    open();
    await vi.waitFor(() => expect(resumed).toEqual([null, '7']));
  });
  it('is not live any more as soon as the browser has lost its network, and again when it is back', async () => {
    server.use(http.get(STREAM, () => stream('event: heartbeat\ndata: {}\n\n')), http.get('*/api/v1/events/', () => HttpResponse.error()));
    const { states } = open();
    await vi.waitFor(() => expect(states.at(-1)).toBe('live'));
    window.dispatchEvent(new Event('offline'));
    await vi.waitFor(() => expect(states).toContain('down'));
    window.dispatchEvent(new Event('online'));
    await vi.waitFor(() => expect(states.at(-1)).toBe('live'));
  });
  it('passes on a reset and keeps heartbeats to itself', async () => {
    server.use(http.get(STREAM, () => stream('event: heartbeat\ndata: {}\n\nid: 9\nevent: reset\ndata: {}\n\nevent: reconnect\ndata: {}\n\n')));
    const { events } = open();
    await vi.waitFor(() => expect(events.map(({ kind }) => kind)).toEqual(['reset']));
  });
  it('asks for everything once more when it first hears where the telling stands, and only then', async () => {
    const beat = (id: number) => `id: ${id}\nevent: heartbeat\ndata: {}\n\n`;
    server.use(http.get(STREAM, () => stream(`retry: 1000\n\n${beat(41)}${beat(41)}id: 42\nevent: alert\ndata: {"entity_id":"a1"}\n\n`)));
    const { events } = open();
    await vi.waitFor(() => expect(events.map(({ kind }) => kind)).toEqual(['reset', 'alert']));
  });
  it('takes silence for death and connects again', async () => {
    let connections = 0;
    server.use(
      http.get(STREAM, () => {
        connections += 1;
        return stream(': hello\n\n');
      }),
      http.get('*/api/v1/events/', () => HttpResponse.json({ events: [], last: 1, reset: false })),
    );
    open({ silenceMs: 40 });
    await vi.waitFor(() => expect(connections).toBeGreaterThan(1));
  });
  it('asks for events instead while the stream cannot be had', async () => {
    const asked: (string | null)[] = [];
    server.use(
      http.get(STREAM, () => HttpResponse.json({}, { status: 503 })),
      http.get('*/api/v1/events/', ({ request }) => {
        asked.push(new URL(request.url).searchParams.get('after'));
        return HttpResponse.json({ events: asked.length === 2 ? [{ id: 12, kind: 'alert', entity_id: 'a', patient_id: 'p', version: 1 }] : [], last: asked.length === 1 ? 11 : 12, reset: false });
      }),
    );
    const { events, states } = open();
    await vi.waitFor(() => expect(events.slice(1)).toEqual([{ id: '12', kind: 'alert', entity_id: 'a', patient_id: 'p' }]));
    expect(events[0]?.kind).toBe('reset');
    expect(states).toContain('polling');
    await vi.waitFor(() => expect(asked.slice(0, 3)).toEqual([null, '11', '12']));
  });
  it('says so when nothing can be had', async () => {
    server.use(http.get(STREAM, () => HttpResponse.error()), http.get('*/api/v1/events/', () => HttpResponse.error()));
    const { states } = open();
    await vi.waitFor(() => expect(states).toContain('down'));
  });
  it('stops when the session is over', async () => {
    server.use(
      http.get(STREAM, () => HttpResponse.json({ code: 'authentication_failed' }, { status: 401 })),
      http.post('*/api/v1/auth/token/refresh/', () => HttpResponse.json({}, { status: 401 })),
    );
    const { states } = open();
    await vi.waitFor(() => expect(states.at(-1)).toBe('ended'));
  });
});
