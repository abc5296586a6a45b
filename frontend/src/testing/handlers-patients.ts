/** Patients, their readings, thresholds and devices, over the invented world. */
import { http, HttpResponse, type RequestHandler } from 'msw';
import type { Limits, ThresholdLimit, ThresholdSet } from '@/api/types';
import type { Vital } from '@/lib/units';
import { makeReadings, ZONE, type Person, type World } from './world';

const api = (path: string) => `*/api/v1${path}`;
const DAY = 86_400_000;
const notFound = () => HttpResponse.json({ detail: 'Not found.', code: 'not_found' }, { status: 404 });

const limit = (vital: Vital, unit: string, values: Partial<Limits>, source: string | null): ThresholdLimit => ({
  vital, unit, warning_low: null, warning_high: null, critical_low: null, critical_high: null, ...values,
  source, source_date: source ? '2025-08-14' : null, verified: source !== null,
});
const PRACTICE: ThresholdSet = {
  version: '3', effective_from: '2026-05-02T13:00:00Z', set_by: 'Cleo Marsh', no_reading_days: 3,
  limits: [
    limit('systolic', 'mm[Hg]', { warning_low: 100, warning_high: 140, critical_low: 90, critical_high: 180 }, '2025 AHA/ACC High Blood Pressure Guideline'),
    limit('diastolic', 'mm[Hg]', { warning_high: 90, critical_high: 120 }, '2025 AHA/ACC High Blood Pressure Guideline'),
    limit('pulse', '/min', { warning_low: 50, warning_high: 100, critical_low: 40, critical_high: 130 }, null),
    limit('spo2', '%', { warning_low: 93, critical_low: 88 }, null),
    limit('weight_kg', 'kg', {}, null),
    limit('glucose_mg_dl', 'mg/dL', { warning_low: 70, warning_high: 180, critical_low: 54, critical_high: 300 }, 'ADA Standards of Care 2026'),
    limit('temperature_c', 'Cel', { warning_high: 38, critical_high: 39.5 }, null),
    limit('respiratory_rate', '/min', { warning_low: 10, warning_high: 22, critical_low: 8, critical_high: 28 }, null),
  ],
};

export function toPatient(person: Person) {
  return {
    id: person.id, first_name: person.first_name, last_name: person.last_name, date_of_birth: person.date_of_birth, gender: person.gender, sex: person.gender,
    mrn: person.mrn, active: person.active, phone: '+12025550143', email: `${person.first_name.toLowerCase()}@example.org`,
    address: { line1: '14 Mill Road', line2: '', city: 'Riverbend', state: 'NY', zip: '12401' }, external_id: 'ECW-10001', language: 'en', timezone: ZONE,
    created_at: '2026-02-03T15:00:00Z', updated_at: '2026-11-01T09:00:00Z',
  };
}

export function patientHandlers(world: World): RequestHandler[] {
  const find = (id: unknown) => world.people.find((person) => person.id === id);
  const own = new Map<string, ThresholdSet>();
  const effective = (id: string): ThresholdSet => {
    const mine = own.get(id);
    if (!mine) return PRACTICE;
    return { ...mine, limits: PRACTICE.limits.map((base) => {
      const override = mine.limits.find((candidate) => candidate.vital === base.vital);
      if (!override) return base;
      return { ...base, warning_low: override.warning_low ?? base.warning_low, warning_high: override.warning_high ?? base.warning_high, critical_low: override.critical_low ?? base.critical_low, critical_high: override.critical_high ?? base.critical_high };
    }) };
  };
  return [
    http.get(api('/patients/'), ({ request }) => {
      const query = new URL(request.url).searchParams;
      const text = (query.get('search') ?? '').toLowerCase();
      const rows = world.people.filter((person) => person.active === (query.get('active') !== 'false') && `${person.first_name} ${person.last_name} ${person.mrn}`.toLowerCase().includes(text)).map(toPatient);
      rows.sort((a, b) => a.last_name.localeCompare(b.last_name));
      const number = Number(query.get('page') ?? 1);
      return HttpResponse.json({ count: rows.length, next: null, previous: null, results: rows.slice((number - 1) * 20, number * 20) });
    }),
    http.get(api('/patients/:id/summary/'), ({ params }) => {
      const person = find(params.id);
      const item = world.items.find((candidate) => candidate.patient_id === params.id);
      if (!person || !item) return notFound();
      return HttpResponse.json({
        patient: { ...toPatient(person), age: item.age }, episode: { id: 'e1', status: 'active', started_at: '2026-02-10T14:00:00Z', ended_at: null },
        consent: { status: 'active', kind: 'verbal', taken_at: '2026-02-10T14:00:00Z', taken_by: 'Mia Torres' }, latest_vitals: item.latest_vitals, risk_level: item.risk_level, risk_score: item.risk_score,
        reasons: item.reasons, rules_version: '2026.11', last_reading_at: item.last_reading_at, last_reviewed_at: item.last_reviewed_at, last_reviewed_by: item.last_reviewed_by,
        open_alerts: world.alerts.filter((alert) => alert.patient_id === person.id && alert.state !== 'resolved'), devices: world.devices.get(person.id) ?? [], adherence: { expected: 28, received: 24, days: 14 },
      });
    }),
    http.get(api('/patients/:id/series/'), ({ params, request }) => {
      const person = find(params.id);
      if (!person) return notFound();
      const query = new URL(request.url).searchParams;
      const from = new Date(query.get('from') ?? 0).getTime();
      const wanted = (query.get('vital') ?? '').split(',') as Vital[];
      const readings = makeReadings(person, Math.min(365, Math.ceil((Date.now() - from) / DAY)), Date.now());
      const vitals: Record<string, unknown> = {};
      for (const vital of wanted) {
        if (!['systolic', 'diastolic', 'pulse'].includes(vital)) continue;
        const value = (reading: (typeof readings)[number]) => reading[vital as 'systolic' | 'diastolic' | 'pulse'];
        const unit = vital === 'pulse' ? '/min' : 'mm[Hg]';
        if (query.get('resolution') === 'raw') {
          vitals[vital] = { unit, points: readings.map((reading) => [new Date(reading.at).toISOString(), value(reading), reading.id, 'final']) };
        } else {
          const days = new Map<string, number[]>();
          for (const reading of readings) {
            const day = new Date(reading.at).toISOString().slice(0, 10);
            days.set(day, [...(days.get(day) ?? []), value(reading)]);
          }
          vitals[vital] = { unit, days: [...days].map(([date, values]) => ({ date, n: values.length, min: Math.min(...values), mean: values.reduce((sum, one) => sum + one, 0) / values.length, max: Math.max(...values) })) };
        }
      }
      return HttpResponse.json({ zone: ZONE, vitals, thresholds: effective(person.id).limits.map((one) => ({ ...one, from: '2026-01-01T00:00:00Z', to: null })) });
    }),
    http.get(api('/patients/:id/thresholds/'), ({ params }) =>
      HttpResponse.json({ effective: effective(String(params.id)), own: own.get(String(params.id)) ?? null, practice: PRACTICE, can_edit: world.me.permissions.includes('threshold.write_patient') })),
    http.put(api('/patients/:id/thresholds/'), async ({ params, request }) => {
      const body = (await request.json()) as { limits: ThresholdLimit[]; no_reading_days: number | null };
      own.set(String(params.id), { version: '1', effective_from: new Date().toISOString(), set_by: world.me.email, no_reading_days: body.no_reading_days, limits: body.limits });
      return HttpResponse.json({ effective: effective(String(params.id)), own: own.get(String(params.id)), practice: PRACTICE, can_edit: true });
    }),
    http.get(api('/patients/:id/devices/'), ({ params }) => HttpResponse.json({ count: 1, next: null, previous: null, results: world.devices.get(String(params.id)) ?? [] })),
    http.post(api('/observations/:id/correct/'), () => HttpResponse.json({})),
    http.get(api('/patients/:id/audit/'), () => HttpResponse.json({ next: null, previous: null, results: [] })),
    http.get(api('/patients/:id/'), ({ params }) => {
      const person = find(params.id);
      return person ? HttpResponse.json(toPatient(person)) : notFound();
    }),
  ];
}
