/**
 * An invented practice for development and unit tests: the same people and readings every time. Nothing here is real,
 * and nothing here ships.
 */
import type { AlertDetail, AlertStep, Level, PatientDevice, Reason, Role, TriageItem, User } from '@/api/types';

const MINUTE = 60_000;
const DAY = 86_400_000;
export const ZONE = 'America/New_York';

export const NURSE_PERMISSIONS = [
  'patient.read', 'patient.write', 'patient.import', 'patient.archive', 'patient.export', 'enrollment.read', 'enrollment.write', 'device.read', 'device.write', 'device.assign', 'reading.read', 'reading.create', 'reading.correct',
  'threshold.read', 'alert.read', 'alert.work', 'escalation.create', 'triage.read', 'review.create', 'delivery.read', 'delivery.resolve',
  'interaction.write', 'decision.write', 'practice.read', 'stream.read', 'audit.read',
];
export const ALL_PERMISSIONS = [
  ...NURSE_PERMISSIONS, 'threshold.write_practice', 'threshold.write_patient', 'user.read', 'user.manage', 'practice.manage', 'connection.manage', 'patient.merge',
];

export function makeUser(role: Role = 'nurse', change: Partial<User> = {}): User {
  return {
    id: 7, uuid: '0190a000-0000-7000-8000-000000000007', email: 'nora@example.org', first_name: 'Nora', last_name: 'Lindqvist', role, is_2fa_enabled: true,
    practice: { id: '0190a000-0000-7000-8000-0000000000a1', name: 'Riverbend Family Medicine', timezone: ZONE },
    practices: [
      { id: '0190a000-0000-7000-8000-0000000000a1', name: 'Riverbend Family Medicine', role },
      { id: '0190a000-0000-7000-8000-0000000000a2', name: 'Hillside Cardiology', role: 'nurse' },
    ],
    permissions: role === 'nurse' ? NURSE_PERMISSIONS : ALL_PERMISSIONS, language: 'en', must_enrol_totp: false, own_record: null, ...change,
  };
}

/** Mulberry32: small, good enough to invent people with. */
function makeRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const FIRST = ['Ana', 'Walter', 'Mei', 'Josef', 'Rosa', 'Dmitri', 'Grace', 'Omar', 'Ingrid', 'Luis', 'Fatima', 'Harold', 'Priya', 'Denise', 'Tomas', 'Eleanor', 'Kwame', 'Sofia', 'Ruth', 'Miguel'];
const LAST = ['Ruiz', 'Brandt', 'Chen', 'Novak', 'Delgado', 'Petrov', 'Okafor', 'Haddad', 'Larsen', 'Moreno', 'Rahman', 'Whitfield', 'Iyer', 'Cole', 'Marek', 'Abbott', 'Mensah', 'Costa', 'Feldman', 'Santos'];

export interface Person {
  id: string;
  first_name: string;
  last_name: string;
  date_of_birth: string;
  gender: string;
  mrn: string;
  active: boolean;
  systolic: number;
  diastolic: number;
}

export interface World {
  now: number;
  me: User;
  people: Person[];
  items: TriageItem[];
  alerts: AlertDetail[];
  devices: Map<string, PatientDevice[]>;
  signedIn: boolean;
}

const iso = (at: number) => new Date(at).toISOString();
const uuid = (kind: number, n: number) => `0190a0${String(kind).padStart(2, '0')}-0000-7000-8000-${String(n).padStart(12, '0')}`;

function levelOf(index: number): Level {
  if (index < 4) return 'critical';
  if (index < 13) return 'warning';
  return index % 9 === 0 ? 'no_data' : 'normal';
}

function makeReasons(level: Level, systolic: number): Reason[] {
  if (level === 'critical') {
    return [
      { key: 'critical_breach', text: `Systolic ${systolic} mmHg, at or above the critical limit of 180 mmHg`, points: 60 },
      { key: 'alert_frequency', text: '4 alerts in the last 7 days', points: 12 },
      { key: 'not_reviewed', text: 'Not reviewed for 3 days', points: 9 },
    ];
  }
  if (level === 'warning') {
    return [
      { key: 'warning_breach', text: `Systolic ${systolic} mmHg, at or above the warning limit of 140 mmHg`, points: 32 },
      { key: 'adherence', text: '9 of 14 expected readings received', points: 6 },
    ];
  }
  if (level === 'no_data') return [{ key: 'no_reading', text: 'No reading for 6 days; the device was last seen 5 days ago', points: 0 }];
  return [{ key: 'within_limits', text: 'All latest values within limits', points: 0 }];
}

function makeAlert(n: number, person: Person, severity: 'critical' | 'warning', openedAt: number, dueAt: number): AlertDetail {
  const limit = severity === 'critical' ? 180 : 140;
  const steps: AlertStep[] = [{ id: uuid(5, n * 10), action: 'opened', at: iso(openedAt), actor_kind: 'system', actor_name: null, actor_role: '', reading_id: null, comment: null, detail: {} }];
  return {
    id: uuid(4, n), patient_id: person.id, patient_name: `${person.first_name} ${person.last_name}`, severity, state: 'open',
    message: `Systolic ${person.systolic} mmHg, limit ${limit} mmHg`, timezone: ZONE, rule: 'systolic.high', vital: 'systolic', direction: 'high', value: person.systolic, limit, reading_id: null, version: 1, opened_at: iso(openedAt), due_at: iso(dueAt),
    is_overdue: false, is_late_data: false, breach_count: 1 + (n % 3), last_breach_at: iso(openedAt), acknowledged_at: null, held_since: null, resolve_by: null, resolved_at: null, claimed_by: null, claimed_by_name: null, outcome: '',
    allowed_actions: ['claim', 'acknowledge', 'comment', 'escalate'], history: steps,
  };
}

export function makeWorld({ now = Date.now(), size = 72 }: { now?: number; size?: number } = {}): World {
  const random = makeRandom(11);
  const people: Person[] = [];
  const items: TriageItem[] = [];
  const alerts: AlertDetail[] = [];
  const devices = new Map<string, PatientDevice[]>();
  for (let n = 0; n < size; n += 1) {
    const level = levelOf(n);
    const systolic = level === 'critical' ? 182 + Math.floor(random() * 18) : level === 'warning' ? 141 + Math.floor(random() * 30) : 112 + Math.floor(random() * 24);
    const person: Person = {
      id: uuid(1, n + 1), first_name: FIRST[n % FIRST.length]!, last_name: LAST[Math.floor(random() * LAST.length)]!,
      date_of_birth: `${1938 + Math.floor(random() * 40)}-0${1 + Math.floor(random() * 9)}-1${Math.floor(random() * 10)}`,
      gender: n % 2 ? 'male' : 'female', mrn: `MRN-${String(n + 1).padStart(5, '0')}`, active: true, systolic, diastolic: Math.round(systolic * 0.58),
    };
    people.push(person);
    const read = now - (level === 'no_data' ? 6 * DAY : (4 + random() * 600) * MINUTE);
    const severity = level === 'critical' ? 'critical' : 'warning';
    const opened = now - (level === 'critical' ? (2 + n * 6) * MINUTE : (10 + n * 7) * MINUTE);
    const alert = level === 'critical' || level === 'warning' ? makeAlert(n + 1, person, severity, opened, opened + (severity === 'critical' ? 15 : 60) * MINUTE) : null;
    if (alert && (n === 2 || n === 6)) Object.assign(alert, { state: 'acknowledged', claimed_by: 9, claimed_by_name: 'Paul Adeyemi', allowed_actions: ['claim', 'resolve', 'comment', 'escalate'] });
    if (alert) alerts.push(alert);
    devices.set(person.id, [
      { assignment_id: uuid(7, n * 2), device_id: uuid(6, n * 2), model: 'A&D UA-651BLE', serial: `5231${String(100000 + n)}`, slot: 1, from: iso(now - 200 * DAY), to: null, kind: 'blood_pressure', end_reason: '', replaces: null, last_reading_at: iso(read),
        status: level === 'no_data' ? 'silent' : 'connected', battery_percent: level === 'no_data' ? 12 : 60 + Math.floor(random() * 40), signal_percent: 40 + Math.floor(random() * 50), last_seen_at: iso(read) },
    ]);
    items.push({
      patient_id: person.id, patient_name: `${person.first_name} ${person.last_name}`, mrn: person.mrn, age: 2026 - Number(person.date_of_birth.slice(0, 4)), gender: person.gender, timezone: ZONE,
      risk_score: level === 'no_data' ? null : level === 'critical' ? 97 - n * 4 : level === 'warning' ? 74 - n * 3 : Math.max(0, 24 - n % 24), risk_level: level,
      unacknowledged_alerts: alert?.state === 'open' ? (n === 0 ? 3 : 1) : 0, open_alerts: alert ? 1 : 0,
      latest_vitals: {
        blood_pressure: { systolic, diastolic: person.diastolic, pulse: 60 + Math.floor(random() * 30), measured_at: iso(read) },
        ...(n % 3 === 0 ? { weight: { weight_kg: 62 + random() * 40, measured_at: iso(read) } } : {}),
        ...(n % 4 === 1 ? { pulse_oximetry: { spo2: 91 + Math.floor(random() * 8), measured_at: iso(read) } } : {}),
        ...(n % 5 === 2 ? { glucose: { glucose_mg_dl: 90 + Math.floor(random() * 120), measured_at: iso(read) } } : {}),
      },
      last_reading_at: iso(read), last_reviewed_at: n % 4 === 0 ? null : iso(now - random() * 4 * DAY), last_reviewed_by: n % 4 === 0 ? null : 'paul@example.org', last_reviewed_by_name: n % 4 === 0 ? null : 'Paul Adeyemi',
      active_escalations: n === 0 ? 1 : 0, adherence: 0.86, version: 1, reasons: makeReasons(level, systolic),
      top_alert: alert && { id: alert.id, severity: alert.severity, message: alert.message, opened_at: alert.opened_at, due_at: alert.due_at, state: alert.state, claimed_by: alert.claimed_by },
    });
  }
  const rank = { critical: 0, warning: 1, normal: 2, no_data: 3 } as const;
  items.sort((a, b) => rank[a.risk_level] - rank[b.risk_level] || (b.risk_score ?? -1) - (a.risk_score ?? -1));
  return { now, me: makeUser('clinical_manager'), people, items, alerts, devices, signedIn: false };
}

/** Two readings a day with a morning rise, ending at the person's latest value. */
export function makeReadings(person: Person, days: number, now: number): { at: number; systolic: number; diastolic: number; pulse: number; id: string }[] {
  const random = makeRandom(Number(person.mrn.slice(4)) * 97);
  const readings = [];
  const startDay = Math.floor(now / DAY) * DAY;
  for (let day = days; day >= 0; day -= 1) {
    for (const hour of [12, 23]) {
      if (random() < 0.12) continue;
      const at = startDay - day * DAY + hour * 3_600_000 + Math.floor(random() * 40) * MINUTE;
      if (at > now) continue;
      const drift = (person.systolic - 134) * Math.exp(-day / 12);
      const systolic = Math.round(134 + drift + (hour === 12 ? 4 : -3) + (random() - 0.5) * 14);
      readings.push({ at, systolic, diastolic: Math.round(systolic * 0.58 + (random() - 0.5) * 6), pulse: 62 + Math.floor(random() * 22), id: uuid(3, day * 2 + (hour === 12 ? 0 : 1)) });
    }
  }
  return readings;
}
