/** Patients, their readings, thresholds and devices, over the invented world. */
import { http, HttpResponse, type RequestHandler } from 'msw';
import type { Limits, ThresholdRules, ThresholdSource, ThresholdVersion } from '@/api/types';
import type { Vital } from '@/lib/units';
import { makeReadings, ZONE, type Person, type World } from './world';

const api = (path: string) => `*/api/v1${path}`;
const DAY = 86_400_000;
const notFound = () => HttpResponse.json({ detail: 'Not found.', code: 'not_found' }, { status: 404 });

const limits = (values: Partial<Limits>): Limits => ({ warning_low: null, warning_high: null, critical_low: null, critical_high: null, ...values });
const PRACTICE: ThresholdRules = {
  no_reading_days: 3,
  limits: {
    systolic: limits({ warning_low: 100, warning_high: 140, critical_low: 90, critical_high: 180 }), diastolic: limits({ warning_high: 90, critical_high: 120 }),
    pulse: limits({ warning_low: 50, warning_high: 100, critical_low: 40, critical_high: 130 }), spo2: limits({ warning_low: 93, critical_low: 88 }),
    glucose_mg_dl: limits({ warning_low: 70, warning_high: 180, critical_low: 54, critical_high: 300 }), temperature_c: limits({ warning_high: 38, critical_high: 39.5 }),
  },
};
const SOURCES: ThresholdSource[] = Object.entries(PRACTICE.limits).flatMap(([vital, row]) =>
  Object.entries(row).flatMap(([side, value]) => {
    const [severity, direction] = side.split('_') as ['warning' | 'critical', 'low' | 'high'];
    const verified = ['systolic', 'diastolic', 'glucose_mg_dl'].includes(vital) && direction === 'high';
    return value === null ? [] : [{
      vital: vital as Vital, unit: '', direction, severity, value: value, verified, url: null, note: verified ? '' : 'No guideline states this value.',
      source: verified ? (vital === 'glucose_mg_dl' ? 'ADA Standards of Care' : 'AHA/ACC High Blood Pressure Guideline') : null, published: verified ? '2025-08-14' : null,
    }];
  }));

export function toPatient(person: Person) {
  return {
    id: person.id, first_name: person.first_name, last_name: person.last_name, date_of_birth: person.date_of_birth, gender: person.gender, sex: person.gender,
    mrn: person.mrn, active: person.active, phone: '+12025550143', email: `${person.first_name.toLowerCase()}@example.org`,
    middle_name: '', suffix: '', merged_into: null, archived_at: null, version: 1,
    address: { line1: '14 Mill Road', line2: '', city: 'Riverbend', state: 'NY', zip: '12401' }, external_id: 'ECW-10001', language: 'en', timezone: ZONE,
    created_at: '2026-02-03T15:00:00Z', updated_at: '2026-11-01T09:00:00Z',
  };
}

export function patientHandlers(world: World): RequestHandler[] {
  const find = (id: unknown) => world.people.find((person) => person.id === id);
  const typed: (ReturnType<typeof makeReadings>[number] & { patientId: unknown })[] = [];
  const own = new Map<string, ThresholdVersion>();
  const effective = (id: string): ThresholdRules => ({ ...PRACTICE, limits: { ...PRACTICE.limits, ...own.get(id)?.rules.limits } });
  const thresholds = (id: string) => ({ effective: effective(id), practice: null, own: own.get(id) ?? null, sources: SOURCES, may_edit: world.me.permissions.includes('threshold.write_patient') });
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
        consent: { status: 'active', method: 'verbal', given_at: '2026-02-10T14:00:00Z', taken_by: 'Mia Torres' }, latest_vitals: item.latest_vitals, risk_level: item.risk_level, risk_score: item.risk_score,
        reasons: item.reasons, rules_version: '2026.11', last_reading_at: item.last_reading_at, last_reviewed_at: item.last_reviewed_at, last_reviewed_by: item.last_reviewed_by,
        devices: world.devices.get(person.id) ?? [], adherence: { expected: 28, received: 24, days: 14 },
      });
    }),
    http.get(api('/patients/:id/series/'), ({ params, request }) => {
      const person = find(params.id);
      if (!person) return notFound();
      const query = new URL(request.url).searchParams;
      const from = new Date(query.get('from') ?? 0).getTime();
      const wanted = (query.get('vital') ?? '').split(',') as Vital[];
      const readings = [...makeReadings(person, Math.min(365, Math.ceil((Date.now() - from) / DAY)), Date.now()), ...typed.filter((one) => one.patientId === person.id)];
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
      return HttpResponse.json({ zone: ZONE, vitals, thresholds: Object.entries(effective(person.id).limits).map(([vital, row]) => ({ vital, ...row, from: '2026-01-01T00:00:00Z', to: null })) });
    }),
    http.get(api('/triage/thresholds/'), () => HttpResponse.json(thresholds(''))),
    http.get(api('/patients/:id/thresholds/'), ({ params }) => HttpResponse.json(thresholds(String(params.id)))),
    http.put(api('/patients/:id/thresholds/'), async ({ params, request }) => {
      const { note, ...rules } = (await request.json()) as ThresholdRules & { note?: string };
      own.set(String(params.id), { version: 1, valid_from: new Date().toISOString(), set_by: world.me.email, note: note ?? null, rules });
      return HttpResponse.json(thresholds(String(params.id)));
    }),
    http.delete(api('/patients/:id/thresholds/'), ({ params }) => {
      own.delete(String(params.id));
      return new HttpResponse(null, { status: 204 });
    }),
    http.get(api('/patients/:id/devices/'), ({ params }) => HttpResponse.json({ count: 1, next: null, previous: null, results: world.devices.get(String(params.id)) ?? [] })),
    http.post(api('/ingestion/:path/'), async ({ params, request }) => {
      const body = (await request.json()) as { patient_id: string; measured_at: string; systolic?: number; diastolic?: number; pulse?: number };
      const [id, kind, { systolic, diastolic }] = [`typed-${typed.length}`, String(params.path).replaceAll('-', '_'), body];
      if (systolic && diastolic) typed.push({ id, patientId: body.patient_id, at: Date.parse(body.measured_at), systolic, diastolic, pulse: body.pulse ?? 70 });
      const isHigh = (systolic ?? 0) >= 180;
      return HttpResponse.json({
        ...body, id, observation_type: kind, device_id: null, fhir_status: 'pending', alert_triggered: isHigh, is_late: false, origin: 'staff_typed', created_at: new Date().toISOString(),
        alert_details: isHigh ? { level: 'critical', message: `Systolic ${systolic} mmHg is at or above the critical limit of 180 mmHg` } : null,
      }, { status: 201 });
    }),
    http.post(api('/observations/:id/correct/'), () => HttpResponse.json({})),
    http.get(api('/patients/:id/audit/'), () => HttpResponse.json({ next: null, previous: null, results: [] })),
    http.get(api('/patients/:id/'), ({ params }) => {
      const person = find(params.id);
      return person ? HttpResponse.json(toPatient(person)) : notFound();
    }),
  ];
}
