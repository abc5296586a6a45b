/**
 * Keeps one tab's part of the timer: says when the person opens a chart, is active, is idle or leaves. It counts nothing:
 * the server does, and ends what nobody keeps alive.
 *
 * Tabs of one browser tell each other of activity and of the server's answers; one of them (whoever holds the lock) sends
 * the beats and watches for idleness. Several browsers meet at the server. A tab starts a timer only when somebody acts
 * in it, never because another tab's timer moved: two open charts do not fight.
 */
import type { Activity, TimerApi, TimerState } from '../api/timer';
import { isCall } from '../api/timer';

export const BEAT_MS = 30_000;
export const ASK_MS = 60_000;
export const DWELL_MS = 3_000;
const RETRY_MS = 10_000;
const SPREAD_MS = 2_000;

export type Message =
  | { kind: 'active'; at: number }
  | { kind: 'state'; state: TimerState; heardAt: number }
  | { kind: 'stopped'; patientId: string };

/** What the clerk needs of the browser; tests bring their own. */
export interface Ports {
  api: TimerApi;
  now: () => number;
  newToken: () => string;
  hasFocus: () => boolean;
  send: (message: Message) => void;
}

export interface Shown {
  state: TimerState | null;
  /** Server clock minus ours. */
  offset: number;
  isAsking: boolean;
  hasProblem: boolean;
}

export class Clerk {
  isLeader = false;
  shown: Shown = { state: null, offset: 0, isAsking: false, hasProblem: false };
  private readonly ports: Ports;
  private readonly onChange: () => void;
  private patientId: string | null = null;
  private openedAt = 0;
  private lastActive: number;
  /** The last activity in this tab itself, the opening of its chart included. */
  private lastHere = 0;
  private lastSpread = 0;
  private lastBeat = 0;
  private lastTry = 0;
  private isBusy = false;
  /** The patient whose timer a person stopped: it does not start again by itself while their chart stays open. */
  private stoppedFor: string | null = null;
  private pending: { key: string; token: string } | null = null;

  constructor(ports: Ports, onChange: () => void) {
    this.ports = ports;
    this.onChange = onChange;
    this.lastActive = ports.now();
  }

  get running() {
    return this.shown.state?.running ?? null;
  }

  async refresh(): Promise<void> {
    await this.ask(() => this.ports.api.read());
  }

  /** This tab shows a chart, or none any more. Leaving ends what opening began. */
  async showPatient(patientId: string | null): Promise<void> {
    const left = this.patientId;
    this.patientId = patientId;
    this.openedAt = this.ports.now();
    if (this.ports.hasFocus()) this.lastHere = this.openedAt;
    this.lastTry = 0;
    if (patientId !== this.stoppedFor) this.stoppedFor = null;
    const running = this.running;
    if (left && !patientId && running?.is_automatic && running.patient_id === left && !isCall(running.activity)) await this.end({});
  }

  /** Somebody did something in this tab. */
  async noteActivity(): Promise<void> {
    const now = this.ports.now();
    this.lastHere = now;
    this.hearActivity(now);
    if (now - this.lastSpread >= SPREAD_MS) {
      this.lastSpread = now;
      this.ports.send({ kind: 'active', at: now });
    }
    await this.consider();
  }

  /** Starts by itself where somebody looks at a chart and nothing of theirs runs on it. */
  async consider(): Promise<void> {
    const now = this.ports.now();
    const { patientId } = this;
    const running = this.running;
    if (!patientId || !this.shown.state || !this.ports.hasFocus() || patientId === this.stoppedFor) return;
    if (now - this.openedAt < DWELL_MS || now - this.lastTry < RETRY_MS || this.isBusy) return;
    if (running && (running.patient_id === patientId || isCall(running.activity))) return;
    this.lastTry = now;
    await this.start(patientId, 'data_review', true);
  }

  async start(patientId: string, activity: Activity, isAutomatic = false): Promise<void> {
    if (!isAutomatic) this.stoppedFor = null;
    await this.once(`${patientId} ${activity}`, (token) =>
      this.ports.api.start({ patient_id: patientId, activity, token, is_automatic: isAutomatic }));
  }

  async switchTo(activity: Activity): Promise<void> {
    const running = this.running;
    if (!running || running.activity === activity) return;
    await this.once(`${running.id} ${activity}`, (token) => this.ports.api.switch({ entry_id: running.id, activity, token }));
  }

  /** A person stops it. */
  async stop(): Promise<void> {
    const running = this.running;
    if (!running) return;
    this.stoppedFor = running.patient_id;
    this.ports.send({ kind: 'stopped', patientId: running.patient_id });
    await this.end({});
  }

  /** The page is going away: whatever opening it began ends now; if the message is lost, the server cuts at the last beat. */
  closePage(): void {
    const running = this.running;
    if (running?.is_automatic && running.patient_id === this.patientId && this.ports.hasFocus() && !isCall(running.activity)) {
      void this.ports.api.stop({ entry_id: running.id, is_idle: false }, true).catch(() => undefined);
    }
  }

  /** Every second: asks quietly, ends at the last activity, keeps alive. */
  async tick(): Promise<void> {
    // Whoever reads a chart they have just opened does not touch anything: its opening was the activity.
    if (this.ports.now() - this.lastHere < DWELL_MS + 2_000) await this.consider();
    const { state } = this.shown;
    const running = this.running;
    if (!state || !running) {
      this.show({ isAsking: false });
      return;
    }
    const now = this.ports.now();
    const limit = (isCall(running.activity) ? state.limits.call_idle_seconds : state.limits.idle_seconds) * 1000;
    const quiet = now - Math.max(this.lastActive, Date.parse(running.active_at) - this.shown.offset);
    this.show({ isAsking: quiet >= limit - ASK_MS });
    if (!this.isLeader || this.isBusy) return;
    if (quiet > limit) await this.end({ at: this.serverTime(now - quiet), is_idle: true });
    else if (now - this.lastBeat >= BEAT_MS) {
      this.lastBeat = now;
      const active = Math.min(now, Math.max(this.lastActive, Date.parse(running.started_at) - this.shown.offset));
      await this.ask(() => this.ports.api.beat({ entry_id: running.id, active_at: this.serverTime(active) }));
    }
  }

  /** From another tab. */
  hear(message: Message): void {
    if (message.kind === 'active') this.hearActivity(message.at);
    else if (message.kind === 'stopped') this.stoppedFor = message.patientId;
    else this.apply(message.state, message.heardAt);
  }

  /** The server's answer, however it came. */
  take(state: TimerState): void {
    const heardAt = this.ports.now();
    this.apply(state, heardAt);
    this.ports.send({ kind: 'state', state, heardAt });
  }

  private apply(state: TimerState, heardAt: number): void {
    const known = this.shown.state;
    // Answers may overtake each other: the older one says nothing any more.
    if (known && Date.parse(state.now) < Date.parse(known.now)) return;
    if (state.running?.id !== known?.running?.id) this.lastBeat = heardAt;
    this.show({ state, offset: Date.parse(state.now) - heardAt, hasProblem: false });
  }

  private hearActivity(at: number): void {
    this.lastActive = Math.max(this.lastActive, at);
    if (this.shown.isAsking) this.show({ isAsking: false });
  }

  private async end(how: { at?: string; is_idle?: boolean }): Promise<void> {
    const running = this.running;
    if (running) await this.ask(() => this.ports.api.stop({ entry_id: running.id, is_idle: false, ...how }));
  }

  /** The same wish keeps its token until it is answered, so that a repeat cannot begin it twice. */
  private async once(key: string, call: (token: string) => Promise<TimerState>): Promise<void> {
    if (this.pending?.key !== key) this.pending = { key, token: this.ports.newToken() };
    const { token } = this.pending;
    if (await this.ask(() => call(token))) this.pending = null;
  }

  private async ask(call: () => Promise<TimerState>): Promise<boolean> {
    this.isBusy = true;
    try {
      this.take(await call());
      return true;
    } catch {
      this.show({ hasProblem: true });
      return false;
    } finally {
      this.isBusy = false;
    }
  }

  private serverTime(ours: number): string {
    return new Date(ours + this.shown.offset).toISOString();
  }

  private show(change: Partial<Shown>): void {
    const next = { ...this.shown, ...change };
    const isSame = next.state === this.shown.state && next.isAsking === this.shown.isAsking && next.hasProblem === this.shown.hasProblem;
    if (isSame && next.offset === this.shown.offset) return;
    this.shown = next;
    this.onChange();
  }
}
