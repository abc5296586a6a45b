/**
 * The shapes of the API under the names the screens use. All come from the generated schema; where the schema says less
 * than is known (a free string for a role), the type is narrowed here and nowhere else.
 */
import type { Vital } from '@/lib/units';
import type { components, paths } from './schema';

export type Schemas = components['schemas'];
type Narrow<T, K> = Omit<T, keyof K> & K;

/** The JSON a path takes. */
export type BodyOf<P extends keyof paths, M extends 'post' | 'put' | 'patch'> =
  NonNullable<paths[P][M]> extends { requestBody?: { content: { 'application/json': infer B } } } ? B : never;

export interface Page<T> {
  count: number;
  next: string | null;
  previous: string | null;
  results: T[];
}

export type Role = 'admin' | 'clinical_manager' | 'provider' | 'nurse' | 'ma' | 'data_monitor' | 'patient' | 'billing_manager';

export type User = Narrow<Schemas['ProfileShape'], {
  role: Role;
  practices: Narrow<Schemas['PracticeChoiceShape'], { role: Role }>[];
}>;
export type LoginAnswer = Narrow<Schemas['LoginAnswer'], { user: User }>;
export type SessionRow = Schemas['SessionShape'];

export type Level = Schemas['TriageItem']['risk_level'];
export type Severity = Schemas['AlertShape']['severity'];
export type AlertState = Schemas['AlertShape']['state'];
/** A reason of a score, worded by the server in the reader's language. */
export type Reason = Schemas['ReasonText'];

/** What the server lets this user do with an alert now. */
export type AlertAction = 'claim' | 'release' | 'acknowledge' | 'resolve' | 'comment' | 'escalate';
export type Alert = Narrow<Schemas['AlertShape'], { allowed_actions: AlertAction[] }>;
export type AlertStep = Schemas['AlertEventShape'];
export type AlertDetail = Alert & { history: AlertStep[] };
export type TopAlert = Narrow<Schemas['TopAlert'], { severity: Severity; state: AlertState; claimed_by_name?: string | null }>;

interface Measured {
  measured_at: string;
}
/** The newest reading of each kind, values in canonical units. */
export interface LatestVitals {
  blood_pressure?: (Measured & { systolic: number; diastolic: number; pulse?: number | null }) | null;
  heart_rate?: (Measured & { pulse: number }) | null;
  pulse_oximetry?: (Measured & { spo2: number; pulse?: number | null }) | null;
  weight?: (Measured & { weight_kg: number }) | null;
  glucose?: (Measured & { glucose_mg_dl: number; meal_marker?: string | null }) | null;
  temperature?: (Measured & { temperature_c: number }) | null;
  respiratory_rate?: (Measured & { respiratory_rate: number }) | null;
}

export type TriageItem = Narrow<Schemas['TriageItem'], { latest_vitals: LatestVitals; top_alert: TopAlert | null }>;
export type TriageStats = Schemas['TriageStats'];

export type Limits = Schemas['LimitShape'];
export type ThresholdRules = Narrow<Schemas['RulesShape'], { limits: Partial<Record<Vital, Limits>> }>;
export type ThresholdVersion = Narrow<Schemas['SetShape'], { rules: ThresholdRules }>;
/** Where a shipped default comes from. */
export type ThresholdSource = Narrow<Schemas['SourceShape'], { vital: Vital; direction: 'high' | 'low'; severity: Severity }>;
export type Thresholds = Narrow<Schemas['ThresholdShape'], {
  effective: ThresholdRules;
  practice: ThresholdVersion | null;
  own: ThresholdVersion | null;
  sources: ThresholdSource[];
}>;

export type Patient = Schemas['PatientItem'];
export type PatientDetail = Schemas['PatientDetail'];
export type Address = Schemas['AddressShape'];
export type PatientDevice = Schemas['PatientDeviceShape'];

export interface SeverityDeadlines {
  acknowledge_within_minutes: number;
  /** From the answer on; STAT has none. */
  resolve_within_minutes?: number;
  remind_after_minutes: number;
  remind_every_minutes: number;
  reminders: number;
  remind_role: string;
  escalations: { after_minutes: number; role: string }[];
}
export type Practice = Narrow<Schemas['PracticeShape'], { deadlines: Record<'warning' | 'critical' | 'stat', SeverityDeadlines> }>;
export type Member = Narrow<Schemas['MemberShape'], { role: Role }>;
export type RoleMatrix = Narrow<Schemas['RolesAnswer'], { roles: Narrow<Schemas['RoleShape'], { role: Role }>[] }>;

export type SeriesPoint = [time: string, value: number, readingId: string, state: string];
export type Series = Narrow<Schemas['SeriesShape'], {
  vitals: Partial<Record<Vital, Narrow<Schemas['VitalSeries'], { points?: SeriesPoint[] }>>>;
}>;

/** A patient at a glance; what this role may not see is null. */
export type PatientSummary = Narrow<Schemas['SummaryShape'], { latest_vitals: LatestVitals | null }>;
