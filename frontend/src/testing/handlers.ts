/** The API over the invented world, for unit tests and `vite --mode mock`. */
import { http, HttpResponse, type RequestHandler } from 'msw';
import type { Alert, AlertAction, Level, TriageItem } from '@/api/types';
import { enrollmentHandlers } from './handlers-enrollment';
import { patientHandlers } from './handlers-patients';
import { practiceHandlers } from './handlers-practice';
import type { World } from './world';

const api = (path: string) => `*/api/v1${path}`;
export const problem = (status: number, code: string, detail: string, extra: Record<string, unknown> = {}) =>
  HttpResponse.json({ detail, code, ...extra }, { status });

export function page(request: Request, rows: readonly unknown[], size = 20) {
  const query = new URL(request.url).searchParams;
  const number = Number(query.get('page') ?? 1);
  const length = Math.min(100, Number(query.get('page_size') ?? size));
  return HttpResponse.json({ count: rows.length, next: null, previous: null, results: rows.slice((number - 1) * length, number * length) });
}

function accountHandlers(world: World): RequestHandler[] {
  const token = () => ({ access: `mock.${Math.random().toString(36).slice(2)}`, expires_in: 900, session_expires_in: 43_200 });
  return [
    http.post(api('/auth/login/'), async ({ request }) => {
      const body = (await request.json()) as { email: string; password: string; totp_code?: string };
      if (body.email.startsWith('locked')) {
        return problem(423, 'account_locked', 'Account locked.', { locked_until: new Date(Date.now() + 29 * 60_000).toISOString() });
      }
      if (body.password === 'wrong') return problem(401, 'authentication_failed', 'No active account found with the given credentials');
      if (body.email.startsWith('totp') && !body.totp_code) return problem(401, 'totp_required', 'A code is required.');
      if (body.totp_code && body.totp_code !== '123456') return problem(401, 'totp_invalid', 'The code is not valid.');
      world.signedIn = true;
      return HttpResponse.json({ ...token(), user: { ...world.me, must_enrol_totp: body.email.startsWith('enrol') } });
    }),
    http.post(api('/auth/token/refresh/'), () => (world.signedIn ? HttpResponse.json(token()) : problem(401, 'token_not_valid', 'No session.'))),
    http.post(api('/auth/logout/'), () => {
      world.signedIn = false;
      return new HttpResponse(null, { status: 204 });
    }),
    http.get(api('/auth/me/'), () => HttpResponse.json(world.me)),
    http.patch(api('/auth/me/'), async ({ request }) => {
      Object.assign(world.me, await request.json());
      return HttpResponse.json(world.me);
    }),
    http.post(api('/auth/practice/'), () => HttpResponse.json({ ...token(), user: world.me })),
    http.post(api('/auth/renew/'), async ({ request }) => {
      const body = (await request.json()) as { password: string; code?: string };
      if (body.password === 'wrong') return problem(400, 'password_invalid', 'The password is not right.', { fields: { password: ['The password is not right.'] } });
      if (world.me.is_2fa_enabled && body.code !== '123456') return problem(400, 'totp_invalid', 'The code is not valid, or was used before.', { fields: { code: ['The code is not valid, or was used before.'] } });
      return HttpResponse.json({ ...token(), user: world.me });
    }),
    http.post(api('/auth/password/reset/'), () => HttpResponse.json({}, { status: 202 })),
    http.post(api('/auth/password/reset/confirm/'), () => HttpResponse.json({})),
    http.post(api('/auth/password/change/'), async ({ request }) => {
      const body = (await request.json()) as { new_password: string };
      if (body.new_password.length < 15) return problem(400, 'validation_error', 'Invalid.', { fields: { new_password: ['At least 15 characters.'] } });
      return new HttpResponse(null, { status: 204 });
    }),
    http.post(api('/auth/totp/enroll/'), () =>
      HttpResponse.json({
        secret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP', otpauth_uri: 'otpauth://totp/Vantrexia',
        qr_svg: '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M1 1h3v3H1zM5 1h3v3H5zM1 5h3v3H1zM5 5h1v1H5zM7 7h1v1H7z"/></svg>',
      })),
    http.post(api('/auth/totp/confirm/'), async ({ request }) => {
      const body = (await request.json()) as { code: string };
      if (body.code !== '123456') return problem(400, 'totp_invalid', 'The code is not valid.');
      return HttpResponse.json({ recovery_codes: ['7KQ2-9VFM', 'XD4T-PL8C', '2RNB-HW6J', 'M9YQ-3ZKE', 'C5TD-8GPA', 'VJ7X-4QNR'] });
    }),
    http.get(api('/auth/sessions/'), () =>
      HttpResponse.json({ count: 2, next: null, previous: null, results: [
        { id: 's1', client: 'browser', created_at: new Date(world.now - 3_600_000).toISOString(), last_used_at: new Date(world.now).toISOString(), expires_at: new Date(world.now + 3_600_000).toISOString(), address: '192.0.2.10', device_label: 'Firefox on Windows', current: true },
        { id: 's2', client: 'browser', created_at: new Date(world.now - 90_000_000).toISOString(), last_used_at: new Date(world.now - 40_000_000).toISOString(), expires_at: new Date(world.now + 3_600_000).toISOString(), address: '192.0.2.44', device_label: 'Safari on iPad', current: false },
      ] })),
    http.delete(api('/auth/sessions/:id/'), () => new HttpResponse(null, { status: 204 })),
  ];
}

const AFTER: Record<AlertAction, Partial<Alert>> = {
  claim: { state: 'acknowledged', allowed_actions: ['claim', 'release', 'resolve', 'comment', 'escalate'] },
  release: { state: 'open', claimed_by: null, claimed_by_name: null, allowed_actions: ['claim', 'acknowledge', 'comment', 'escalate'] },
  acknowledge: { state: 'acknowledged', allowed_actions: ['claim', 'release', 'resolve', 'comment', 'escalate'] },
  resolve: { state: 'resolved', allowed_actions: ['comment'] },
  comment: {},
  escalate: {},
};
const PAST: Record<AlertAction, string> = { claim: 'claimed', release: 'released', acknowledge: 'acknowledged', resolve: 'resolved', comment: 'commented', escalate: 'escalated' };

export function topOf(alert: Alert): TriageItem['top_alert'] {
  const { id, severity, message, opened_at, due_at, state, claimed_by } = alert;
  return state === 'resolved' ? null : { id, severity, message, opened_at, due_at, state, claimed_by };
}

function triageHandlers(world: World): RequestHandler[] {
  return [
    http.get(api('/triage/patients/stats/'), () => {
      const count = (level: Level) => world.items.filter((item) => item.risk_level === level).length;
      return HttpResponse.json({
        critical: { count: count('critical'), previous: 3, trend: 'increasing' }, warning: { count: count('warning'), previous: 11, trend: 'decreasing' },
        no_data: { count: count('no_data'), previous: count('no_data'), trend: 'stable' }, normal: { count: count('normal'), previous: 50, trend: 'increasing' },
        as_of: new Date().toISOString(),
      });
    }),
    http.get(api('/triage/patients/'), ({ request }) => {
      const query = new URL(request.url).searchParams;
      const level = query.get('risk_level');
      const rows = world.items.filter((item) => (!level || item.risk_level === level) && (query.get('has_unack_alerts') !== 'true' || item.unacknowledged_alerts > 0));
      if (query.get('ordering') === 'last_reading_at') rows.sort((a, b) => (a.last_reading_at ?? '').localeCompare(b.last_reading_at ?? ''));
      return page(request, rows);
    }),
    http.get(api('/triage/alerts/'), ({ request }) => {
      const query = new URL(request.url).searchParams;
      const state = query.get('state') ?? 'unresolved';
      const patientId = query.get('patient_id');
      return page(request, world.alerts.filter((alert) => (!patientId || alert.patient_id === patientId) && (state === 'unresolved' ? alert.state !== 'resolved' : alert.state === state)));
    }),
    http.get(api('/triage/escalations/'), () => HttpResponse.json({ results: [] })),
    http.get(api('/triage/alerts/:id/'), ({ params }) => {
      const alert = world.alerts.find((candidate) => candidate.id === params.id);
      return alert ? HttpResponse.json(alert) : problem(404, 'not_found', 'Not found.');
    }),
    http.post(api('/triage/alerts/:id/:action/'), async ({ params, request }) => {
      const alert = world.alerts.find((candidate) => candidate.id === params.id);
      if (!alert) return problem(404, 'not_found', 'Not found.');
      const action = params.action as AlertAction;
      const text = await request.text();
      const body = (text ? JSON.parse(text) : {}) as { comment?: string; outcome?: string; reason?: string };
      if (!alert.allowed_actions.includes(action)) return problem(409, 'invalid_transition', 'That cannot be done with this alert now.');
      const name = `${world.me.first_name} ${world.me.last_name}`;
      Object.assign(alert, AFTER[action], action === 'claim' ? { claimed_by: world.me.id, claimed_by_name: name } : {});
      alert.history.push({
        id: `${alert.id}-${alert.history.length}`, reading_id: null, action: PAST[action], at: new Date().toISOString(), actor_kind: 'user', actor_name: name, actor_role: world.me.role,
        comment: body.comment ?? body.reason ?? null, detail: body.outcome ? { outcome: body.outcome } : {},
      });
      const item = world.items.find((candidate) => candidate.patient_id === alert.patient_id);
      if (item) {
        item.top_alert = topOf(alert);
        if (alert.state !== 'open') item.unacknowledged_alerts = 0;
        if (action === 'escalate') item.active_escalations += 1;
      }
      return HttpResponse.json(alert);
    }),
    http.post(api('/triage/reviews/'), async ({ request }) => {
      const body = (await request.json()) as { patient_id: string };
      const item = world.items.find((candidate) => candidate.patient_id === body.patient_id);
      if (item) Object.assign(item, { last_reviewed_at: new Date().toISOString(), last_reviewed_by: world.me.email });
      return HttpResponse.json({}, { status: 201 });
    }),
    http.get(api('/stream/'), () =>
      new HttpResponse(new ReadableStream({ start(controller) {
        controller.enqueue(new TextEncoder().encode('event: heartbeat\ndata: {}\n\n'));
        const timer = setInterval(() => {
          try { controller.enqueue(new TextEncoder().encode('event: heartbeat\ndata: {}\n\n')); } catch { clearInterval(timer); }
        }, 15_000);
      } }), { headers: { 'Content-Type': 'text/event-stream' } })),
    http.get(api('/events/'), () => HttpResponse.json({ events: [], last: 1, reset: false })),
  ];
}

export function makeHandlers(world: World): RequestHandler[] {
  return [...accountHandlers(world), ...triageHandlers(world), ...enrollmentHandlers(world), ...patientHandlers(world), ...practiceHandlers(world)];
}
