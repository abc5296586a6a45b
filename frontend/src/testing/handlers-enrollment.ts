/** Order, consent, episode, plans and set-ups of a patient, over the invented world: they begin and end as on the server. */
import { http, HttpResponse, type RequestHandler } from 'msw';
import type { Schemas } from '@/api/types';
import type { World } from './world';

const api = (path: string) => `*/api/v1${path}`;
const SINCE = '2026-02-10T14:00:00Z';

interface File {
  episodes: Schemas['EpisodeShape'][];
  orders: Schemas['OrderShape'][];
  consents: Schemas['ConsentShape'][];
  plans: Schemas['PlanShape'][];
  setups: Schemas['SetupShape'][];
}

const makeEpisode = (id: string, change: Partial<Schemas['EpisodeShape']> = {}): Schemas['EpisodeShape'] =>
  ({ id, order_id: `order-${id}`, program: 'rpm', started_at: SINCE, start_reason: 'enrolled', ended_at: null, end_reason: '', end_note: null, created_at: SINCE, ...change });
const makeOrder = (id: string, change: Partial<Schemas['OrderShape']> = {}): Schemas['OrderShape'] => ({
  id: `order-${id}`, ordered_by_name: 'Elena Ruiz', ordering_npi: '1234567893', ordered_on: '2026-02-09', vitals: ['blood_pressure'], diagnoses: ['I10'], expires_on: null,
  cancelled_at: null, recorded_by_id: 1, recorded_by: 'Mia Torres', created_at: SINCE, ...change,
});
const makeConsent = (id: string, change: Partial<Schemas['ConsentShape']> = {}): Schemas['ConsentShape'] => ({
  id: `consent-${id}`, method: 'verbal', scopes: ['monitoring'], notices: ['cost_sharing'], given_at: SINCE, given_by: 'patient', caregiver_id: null, text_id: null, taken_by_id: 1, taken_by: 'Mia Torres',
  revoked_at: null, revoked_taken_by_id: null, revoked_taken_by: null, revoke_reason: null, created_at: SINCE, ...change,
});
const makePlan = (episode: string, change: Partial<Schemas['PlanShape']> = {}): Schemas['PlanShape'] =>
  ({ id: `plan-${episode}`, episode_id: episode, kind: 'blood_pressure', times_per_day: 2, days_per_week: 7, starts_on: '2026-02-10', ends_on: null, set_by_id: 1, set_by: 'Mia Torres', created_at: SINCE, ...change });

export function enrollmentHandlers(world: World): RequestHandler[] {
  const files = new Map<string, File>();
  const fileOf = (id: unknown): File => {
    const key = String(id);
    const found = files.get(key) ?? { episodes: [makeEpisode('e1')], orders: [makeOrder('e1')], consents: [makeConsent('e1')], plans: [makePlan('e1')], setups: [] };
    files.set(key, found);
    return found;
  };
  const end = (file: File, reason: string, note: string | null) => {
    file.episodes = file.episodes.map((one) => (one.ended_at ? one : { ...one, ended_at: new Date().toISOString(), end_reason: reason, end_note: note }));
  };
  const list = (kind: keyof File) =>
    http.get(api(`/patients/:id/${kind}/`), ({ params }) => {
      const results = fileOf(params.id)[kind];
      return HttpResponse.json({ count: results.length, next: null, previous: null, results });
    });
  return [
    ...(['episodes', 'orders', 'consents', 'plans', 'setups'] as const).map(list),
    http.get(api('/consent-texts/'), () => HttpResponse.json({ results: [
      { id: 'text-1', version: '2026-01', language: 'en', body: 'I agree that my practice receives what my devices measure.', valid_from: '2026-01-01' },
      { id: 'text-2', version: '2026-01', language: 'es', body: 'Acepto que mi consultorio reciba lo que miden mis dispositivos.', valid_from: '2026-01-01' },
    ] })),
    http.post(api('/patients/:id/enroll/'), async ({ params, request }) => {
      const body = (await request.json()) as Schemas['EnrollInputRequest'];
      if (!/^\d{10}$/.test(body.order.ordering_npi)) {
        return HttpResponse.json({ detail: 'The order is not valid.', code: 'validation_error', fields: { 'order.ordering_npi': ['is not an NPI: its check digit does not fit'] } }, { status: 400 });
      }
      const file = fileOf(params.id);
      const id = `e${file.episodes.length + 1}`;
      const at = new Date().toISOString();
      file.orders.unshift(makeOrder(id, { ...body.order, created_at: at }));
      file.consents.unshift(makeConsent(id, { method: body.consent.method, scopes: body.consent.scopes ?? ['monitoring'], notices: body.consent.notices ?? [], text_id: body.consent.text_id ?? null, given_at: at }));
      file.plans.unshift(...(body.plans ?? []).map((one, index) => makePlan(id, { ...one, id: `plan-${id}-${index}` })));
      const made = makeEpisode(id, { started_at: at, start_reason: body.episode?.start_reason ?? 'enrolled' });
      file.episodes.unshift(made);
      return HttpResponse.json(made, { status: 201 });
    }),
    http.post(api('/patients/:id/episodes/:row/end/'), async ({ params, request }) => {
      const body = (await request.json()) as Schemas['EpisodeEndRequest'];
      const file = fileOf(params.id);
      end(file, body.reason, body.note ?? null);
      return HttpResponse.json(file.episodes.find((one) => one.id === params.row));
    }),
    http.post(api('/patients/:id/consents/:row/revoke/'), async ({ params, request }) => {
      const body = (await request.json()) as Schemas['ConsentRevokeInputRequest'];
      const file = fileOf(params.id);
      file.consents = file.consents.map((one) => (one.id === params.row ? { ...one, revoked_at: new Date().toISOString(), revoke_reason: body.reason ?? null } : one));
      if (!file.consents.some((one) => one.revoked_at === null && one.scopes.includes('monitoring'))) end(file, 'consent_revoked', null);
      return HttpResponse.json(file.consents.find((one) => one.id === params.row));
    }),
    http.post(api('/patients/:id/setups/'), async ({ params, request }) => {
      const body = (await request.json()) as Schemas['SetupInputRequest'];
      const file = fileOf(params.id);
      const device = world.devices.get(String(params.id))?.find((one) => one.device_id === body.device_id);
      const made = {
        id: `setup-${file.setups.length}`, device_id: body.device_id, serial: device?.serial ?? '', episode_id: file.episodes[0]?.id ?? '', setup_completed_at: body.setup_completed_at ?? null,
        education_minutes: Number(body.education_minutes ?? 0), educated_by_id: null, educated_by: 'Mia Torres', note: body.note ?? null, created_at: new Date().toISOString(),
      };
      file.setups.unshift(made);
      return HttpResponse.json(made, { status: 201 });
    }),
  ];
}
