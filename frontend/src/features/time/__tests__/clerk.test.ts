import { beforeEach, describe, expect, it } from 'vitest';
import type { Activity, TimerApi, TimerState } from '../api/timer';
import { BEAT_MS, Clerk, DWELL_MS, type Message } from '../engine/clerk';

const T0 = Date.parse('2026-11-18T15:00:00Z');
const PAT = '0190a001-0000-7000-8000-000000000001';
const ANN = '0190a001-0000-7000-8000-000000000002';

/** A small server that follows the same rules: one running segment, joined by the same work, ended by other work. */
class Server {
  now = T0;
  running: TimerState['running'] = null;
  segments: { patient: string; activity: string; from: number; to: number | null }[] = [];
  calls: string[] = [];
  isAway = false;
  private tokens = new Map<string, number>();
  private serial = 0;

  answer(call: string): Promise<TimerState> {
    this.calls.push(call);
    if (this.isAway) return Promise.reject(new Error('away'));
    return Promise.resolve({
      now: new Date(this.now).toISOString(), membership_id: 'm', running: this.running && { ...this.running }, has_credential: true,
      limits: { idle_seconds: 300, call_idle_seconds: 1800, lost_seconds: 180, day_hold_hours: 16 }, activities: [],
    });
  }

  begin(patient: string, activity: Activity, token: string, isAutomatic: boolean): void {
    if (this.tokens.has(token)) return;
    this.tokens.set(token, ++this.serial);
    if (this.running?.patient_id === patient && (this.running.activity === activity || isAutomatic)) return;
    this.finish(this.now);
    const at = new Date(this.now).toISOString();
    this.running = { id: `e${this.serial}`, patient_id: patient, patient_name: 'Pat', activity, started_at: at, active_at: at, beat_at: at, is_automatic: isAutomatic, profession: 'rn' };
    this.segments.push({ patient, activity, from: this.now, to: null });
  }

  finish(at: number): void {
    const last = this.segments.at(-1);
    if (this.running && last) last.to = at;
    this.running = null;
  }

  api: TimerApi = {
    read: () => this.answer('read'),
    start: (body) => { if (!this.isAway) this.begin(body.patient_id, body.activity, body.token, body.is_automatic); return this.answer(`start ${body.token}`); },
    beat: (body) => { if (this.running?.id === body.entry_id) this.running.active_at = body.active_at; return this.answer('beat'); },
    switch: (body) => { if (this.running) this.begin(this.running.patient_id, body.activity, body.token, false); return this.answer('switch'); },
    stop: (body) => { if (this.running?.id === body.entry_id) this.finish(body.at ? Date.parse(body.at) : this.now); return this.answer('stop'); },
  };

  count(name: string): number {
    return this.calls.filter((call) => call.startsWith(name)).length;
  }
}

class Browser {
  tabs: Clerk[] = [];
  focused: Clerk | null = null;
  private token = 0;
  readonly server: Server;

  constructor(server: Server) {
    this.server = server;
  }

  open(): Clerk {
    const clerk: Clerk = new Clerk(
      {
        api: this.server.api, now: () => this.server.now, newToken: () => `t${(this.token += 1)}-${this.tabs.indexOf(clerk)}-${Math.random()}`,
        hasFocus: () => this.focused === clerk,
        send: (message: Message) => this.tabs.filter((other) => other !== clerk).forEach((other) => other.hear(message)),
      },
      () => undefined,
    );
    clerk.isLeader = this.tabs.length === 0;
    this.tabs.push(clerk);
    return clerk;
  }

  async look(clerk: Clerk): Promise<void> {
    this.focused = clerk;
    await clerk.noteActivity();
  }

  /** The clock runs; every tab ticks each second. */
  async wait(seconds: number, act?: (second: number) => Promise<void>): Promise<void> {
    for (let second = 0; second < seconds; second += 1) {
      this.server.now += 1_000;
      for (const tab of this.tabs) await tab.tick();
      await act?.(second);
    }
  }
}

let server: Server;
let browser: Browser;
beforeEach(() => {
  server = new Server();
  browser = new Browser(server);
});

async function openChart(patient: string): Promise<Clerk> {
  const clerk = browser.open();
  browser.focused = clerk;
  await clerk.refresh();
  await clerk.showPatient(patient);
  await browser.wait(DWELL_MS / 1000 + 1);
  return clerk;
}

describe('one tab', () => {
  it('starts by itself on a chart somebody stays on, and ends when they leave it', async () => {
    const tab = await openChart(PAT);
    expect(server.running?.patient_id).toBe(PAT);
    await browser.wait(20);
    await tab.showPatient(null);
    expect(server.running).toBeNull();
    expect(server.segments).toHaveLength(1);
    expect(server.segments[0]!.to).toBe(server.now);
  });
  it('passing through a chart is no work', async () => {
    const tab = browser.open();
    browser.focused = tab;
    await tab.refresh();
    await tab.showPatient(PAT);
    await browser.wait(1);
    await tab.showPatient(null);
    expect(server.segments).toEqual([]);
  });
  it('beats while somebody is there, asks quietly, and ends at the last activity', async () => {
    const tab = await openChart(PAT);
    await browser.wait(60);
    await tab.noteActivity();
    const last = server.now;
    const beats = server.count('beat');
    await browser.wait(241);
    expect(server.count('beat') - beats).toBeGreaterThanOrEqual(Math.floor(240_000 / BEAT_MS) - 1);
    expect(tab.shown.isAsking).toBe(true);
    await browser.wait(70);
    expect(server.running).toBeNull();
    expect(server.segments.at(-1)!.to).toBe(last);
  });
  it('an answer to the question keeps it running', async () => {
    const tab = await openChart(PAT);
    await browser.wait(260);
    expect(tab.shown.isAsking).toBe(true);
    await tab.noteActivity();
    expect(tab.shown.isAsking).toBe(false);
    await browser.wait(120);
    expect(server.segments).toHaveLength(1);
  });
  it('nobody is asked during a call until much later', async () => {
    const tab = await openChart(PAT);
    await tab.switchTo('phone_call');
    await browser.wait(600);
    expect(tab.shown.isAsking).toBe(false);
    expect(server.running?.activity).toBe('phone_call');
  });
  it('does not start again by itself what a person has stopped', async () => {
    const tab = await openChart(PAT);
    await tab.stop();
    await browser.wait(30, () => tab.noteActivity());
    expect(server.running).toBeNull();
    await tab.start(PAT, 'documentation');
    expect(server.running?.activity).toBe('documentation');
  });
  it('what was begun by hand goes on when the chart is left', async () => {
    const tab = browser.open();
    browser.focused = tab;
    await tab.refresh();
    await tab.showPatient(PAT);
    await tab.start(PAT, 'phone_call');
    await tab.showPatient(null);
    expect(server.running?.activity).toBe('phone_call');
  });
  it('a start the network lost is repeated with the same token', async () => {
    const tab = browser.open();
    browser.focused = tab;
    await tab.refresh();
    server.isAway = true;
    await tab.start(PAT, 'text');
    expect(tab.shown.hasProblem).toBe(true);
    server.isAway = false;
    await tab.start(PAT, 'text');
    const tokens = server.calls.filter((call) => call.startsWith('start'));
    expect(new Set(tokens).size).toBe(1);
    expect(tab.shown.hasProblem).toBe(false);
  });
});

describe('several tabs and browsers', () => {
  it('two tabs on one chart run one segment, and only one of them beats', async () => {
    const first = await openChart(PAT);
    const second = await openChart(PAT);
    await browser.look(first);
    await browser.look(second);
    const before = server.count('beat');
    await browser.wait(65, () => second.noteActivity());
    expect(server.segments).toHaveLength(1);
    expect(server.count('beat') - before).toBeLessThanOrEqual(3);
    expect(first.running?.id).toBe(second.running?.id);
  });
  it('activity in one tab keeps the timer of the browser alive', async () => {
    await openChart(PAT);
    const second = await openChart(PAT);
    await browser.wait(900, (second_) => (second_ % 100 === 0 ? second.noteActivity() : Promise.resolve()));
    expect(server.segments).toHaveLength(1);
    expect(server.running).not.toBeNull();
  });
  it('attention moves with the person, and segments never overlap', async () => {
    const first = await openChart(PAT);
    const second = await openChart(ANN);
    for (let turn = 0; turn < 6; turn += 1) {
      await browser.wait(15);
      await browser.look(turn % 2 ? second : first);
    }
    const { segments } = server;
    expect(segments.length).toBeGreaterThan(4);
    segments.slice(1).forEach((segment, index) => expect(segment.from).toBeGreaterThanOrEqual(segments[index]!.to!));
  });
  it('a chart opened while the timer runs on another takes it over without a touch', async () => {
    await openChart(PAT);
    server.begin(ANN, 'data_review', 'elsewhere', true);
    const elsewhere = new Browser(server);
    const tab = elsewhere.open();
    elsewhere.focused = tab;
    await tab.refresh();
    await tab.showPatient(PAT);
    await elsewhere.wait(DWELL_MS / 1000 + 1);
    expect(server.running?.patient_id).toBe(PAT);
  });
  it('a chart nobody looks at does not take the timer back from another browser', async () => {
    const tab = await openChart(PAT);
    browser.focused = null;
    server.begin(ANN, 'data_review', 'elsewhere', true);
    await tab.refresh();
    await browser.wait(60);
    expect(server.running?.patient_id).toBe(ANN);
    expect(tab.running?.patient_id).toBe(ANN);
  });
  it('an answer that was overtaken says nothing any more', async () => {
    const tab = await openChart(PAT);
    const old = await server.api.read();
    await browser.wait(5);
    await tab.stop();
    tab.take(old);
    expect(tab.running).toBeNull();
  });
});
