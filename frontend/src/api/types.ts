/** Shapes of the API, by the names the screens use. */
import type { Vital } from '@/lib/units';

export interface Page<T> {
  count: number;
  next: string | null;
  previous: string | null;
  results: T[];
}

/** Newest first, without a total: `next` carries a cursor. */
export interface CursorPage<T> {
  next: string | null;
  previous: string | null;
  results: T[];
}

export type Role =
  | 'admin' | 'clinical_manager' | 'provider' | 'nurse' | 'ma' | 'data_monitor' | 'patient' | 'billing_manager';

export interface User {
  id: number;
  uuid: string;
  email: string;
  first_name: string;
  last_name: string;
  role: Role;
  is_2fa_enabled: boolean;
  practice: { id: string; name: string; timezone: string };
  practices: { id: string; name: string; role: Role }[];
  permissions: string[];
  language: string;
  must_enrol_totp: boolean;
}

export interface LoginAnswer {
  access: string;
  expires_in: number;
  user: User;
}

export interface SessionRow {
  id: string;
  client: string;
  address: string | null;
  device_label: string;
  created_at: string;
  last_used_at: string;
  expires_at: string;
  current: boolean;
}

export type Level = 'critical' | 'warning' | 'no_data' | 'normal';
export type Severity = 'critical' | 'warning';
export type AlertState = 'open' | 'acknowledged' | 'resolved';

/** A reason of a score, worded by the server in the reader's language. */
export interface Reason {
  key: string;
  text: string;
  points: number | null;
}

/** What the server lets this user do with an alert now. */
export type AlertAction = 'claim' | 'release' | 'acknowledge' | 'resolve' | 'comment' | 'escalate';

export interface TopAlert {
  id: string;
  severity: Severity;
  state: AlertState;
  message: string;
  opened_at: string;
  due_at: string;
  claimed_by: number | null;
  claimed_by_name?: string | null;
}

export interface LatestVitals {
  blood_pressure?: { systolic: number; diastolic: number; pulse?: number | null; measured_at: string } | null;
  heart_rate?: { pulse: number; measured_at: string } | null;
  pulse_oximetry?: { spo2: number; pulse?: number | null; measured_at: string } | null;
  weight?: { weight_kg: number; measured_at: string } | null;
  glucose?: { glucose_mg_dl: number; meal_marker?: string | null; measured_at: string } | null;
  temperature?: { temperature_c: number; measured_at: string } | null;
  respiratory_rate?: { respiratory_rate: number; measured_at: string } | null;
}

export interface TriageItem {
  patient_id: string;
  patient_name: string;
  mrn: string;
  age: number | null;
  gender: string;
  timezone: string;
  risk_score: number | null;
  risk_level: Level;
  unacknowledged_alerts: number;
  open_alerts: number;
  latest_vitals: LatestVitals;
  last_reading_at: string | null;
  last_reviewed_at: string | null;
  last_reviewed_by: string | null;
  active_escalations: number;
  reasons: Reason[];
  top_alert: TopAlert | null;
}

export interface LevelStat {
  count: number;
  previous: number | null;
  trend: 'increasing' | 'stable' | 'decreasing';
}

export type TriageStats = Record<Level, LevelStat> & { as_of: string };

export interface AlertStep {
  id: string;
  action: string;
  at: string;
  actor_kind: string;
  actor_name: string | null;
  actor_role: string;
  comment: string | null;
  detail: Record<string, unknown>;
}

export interface Alert {
  id: string;
  patient_id: string;
  patient_name: string;
  timezone: string;
  rule: string;
  severity: Severity;
  state: AlertState;
  message: string;
  opened_at: string;
  due_at: string;
  is_overdue: boolean;
  is_late_data: boolean;
  breach_count: number;
  last_breach_at: string;
  claimed_by: number | null;
  claimed_by_name: string | null;
  acknowledged_at: string | null;
  resolved_at: string | null;
  outcome: string;
  allowed_actions: AlertAction[];
  history?: AlertStep[];
}

export interface Limits {
  warning_low: number | null;
  warning_high: number | null;
  critical_low: number | null;
  critical_high: number | null;
}

export interface ThresholdRules {
  limits: Partial<Record<Vital, Limits>>;
  no_reading_days: number | null;
}

export interface ThresholdVersion {
  version: number;
  rules: ThresholdRules;
  valid_from: string;
  set_by: string | null;
  note: string | null;
}

/** Where a shipped default comes from. */
export interface ThresholdSource {
  vital: Vital;
  unit: string;
  direction: 'high' | 'low';
  severity: Severity;
  value: number | null;
  source: string | null;
  published: string | null;
  url: string | null;
  verified: boolean;
  note: string;
}

export interface Thresholds {
  effective: ThresholdRules;
  practice: ThresholdVersion | null;
  own: ThresholdVersion | null;
  sources: ThresholdSource[];
  may_edit: boolean;
}

export interface Address {
  line1: string;
  line2: string;
  city: string;
  state: string;
  zip: string;
}

export interface Patient {
  id: string;
  first_name: string;
  last_name: string;
  date_of_birth: string;
  gender: string;
  mrn: string;
  active: boolean;
  phone: string;
  email: string;
  address: Address;
  external_id: string;
  created_at: string;
  updated_at: string;
}

export interface PatientDetail extends Patient {
  middle_name: string;
  suffix: string;
  sex: string;
  language: string;
  timezone: string;
  merged_into: string | null;
  archived_at: string | null;
  version: number;
}

export interface PatientSummary {
  patient: PatientDetail & { age: number | null };
  episode: { id: string; status: string; started_at: string; ended_at: string | null } | null;
  consent: { status: string; kind?: string | null; taken_at: string | null; taken_by?: string | null } | null;
  latest_vitals: LatestVitals;
  risk_level: Level;
  risk_score: number | null;
  reasons: Reason[];
  rules_version: string | null;
  last_reading_at: string | null;
  last_reviewed_at: string | null;
  last_reviewed_by: string | null;
  devices: PatientDevice[];
  adherence: { expected: number; received: number; days: number } | null;
}

export interface PatientDevice {
  assignment_id: string;
  device_id: string;
  model: string;
  serial: string;
  slot: number;
  from: string;
  to: string | null;
  status: string;
  battery_percent: number | null;
  signal_percent: number | null;
  last_seen_at: string | null;
}

export type SeriesPoint = [time: string, value: number, readingId: string, state: string];
export interface SeriesDay {
  date: string;
  n: number;
  min: number;
  mean: number;
  max: number;
}

export interface Series {
  zone: string;
  vitals: Partial<Record<Vital, { unit: string; points?: SeriesPoint[]; days?: SeriesDay[] }>>;
  thresholds: (Limits & { vital: Vital; from: string; to: string | null })[];
}

export interface SeverityDeadlines {
  acknowledge_within_minutes: number;
  remind_after_minutes: number;
  remind_every_minutes: number;
  reminders: number;
  remind_role: string;
  escalations: { after_minutes: number; role: string }[];
}

export interface Practice {
  id: string;
  name: string;
  organisation_name: string;
  timezone: string;
  language: string;
  is_synthetic: boolean;
  mfa_required_roles: string[];
  session_idle_minutes: number;
  session_absolute_hours: number;
  deadlines: Record<'warning' | 'critical' | 'stat', SeverityDeadlines>;
  created_at: string;
}

export interface Member {
  id: number;
  uuid: string;
  membership_id: string;
  email: string;
  first_name: string;
  last_name: string;
  role: Role;
  is_active: boolean;
  is_2fa_enabled: boolean;
  has_password: boolean;
  locked_until: string | null;
  created_at: string;
  ended_at: string | null;
}

export interface RoleMatrix {
  roles: { role: Role; permissions: string[] }[];
  permissions: { permission: string; means: string }[];
}
