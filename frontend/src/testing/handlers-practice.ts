/** The practice, its people, connections, devices, deliveries and the audit log, over the invented world. */
import { http, HttpResponse, type RequestHandler } from 'msw';
import type { Member, Practice } from '@/api/types';
import { ALL_PERMISSIONS, NURSE_PERMISSIONS, ZONE, type World } from './world';

const api = (path: string) => `*/api/v1${path}`;
const list = (rows: unknown[]) => HttpResponse.json({ count: rows.length, next: null, previous: null, results: rows });
const ago = (world: World, minutes: number) => new Date(world.now - minutes * 60_000).toISOString();

const severity = (acknowledge: number, remind: number) => ({
  acknowledge_within_minutes: acknowledge, resolve_within_minutes: acknowledge * 16, remind_after_minutes: remind, remind_every_minutes: 5, reminders: 4, remind_role: 'nurse',
  escalations: [{ after_minutes: acknowledge, role: 'provider' }, { after_minutes: acknowledge * 2, role: 'clinical_manager' }],
});

export function practiceHandlers(world: World): RequestHandler[] {
  const practice: Practice = {
    id: world.me.practice.id, name: world.me.practice.name, organisation_name: 'Riverbend Medical Group', timezone: ZONE, language: 'en', is_synthetic: false, mfa_required_roles: ['admin'],
    session_idle_minutes: 30, session_absolute_hours: 12, deadlines: { critical: severity(15, 10), warning: severity(60, 45), stat: severity(10, 5) }, created_at: ago(world, 500_000),
  };
  const member = (id: number, first_name: string, last_name: string, role: Member['role'], change: Partial<Member> = {}): Member => ({
    id, uuid: `m${id}`, membership_id: `mm${id}`, email: `${first_name.toLowerCase()}@example.org`, first_name, last_name, role, patient_id: null, is_active: true, is_2fa_enabled: true, has_password: true, locked_until: null, created_at: ago(world, 200_000), ended_at: null, credentials: [], ...change,
  });
  const members = [
    member(7, 'Nora', 'Lindqvist', 'nurse'), member(9, 'Paul', 'Adeyemi', 'provider'), member(10, 'Cleo', 'Marsh', 'clinical_manager'),
    member(11, 'Mia', 'Torres', 'ma', { is_2fa_enabled: false, locked_until: ago(world, -20) }), member(12, 'Dan', 'Kowalski', 'data_monitor', { has_password: false }), member(13, 'Ada', 'Berg', 'admin'),
  ];
  const models = [{ id: 'm1', maker: 'A&D', name: 'UA-651BLE', slots: 2 }, { id: 'm2', maker: 'A&D', name: 'UC-352BLE', slots: 1 }, { id: 'm3', maker: 'Nonin', name: '3230', slots: 1 }];
  const devices = world.people.slice(0, 30).map((person, index) => {
    const held = world.devices.get(person.id)![0]!;
    return {
      id: held.device_id, model: models[index % 3]!, serial: held.serial, allowed_actions: ['return', 'retire'], hub_imei: index % 2 ? `35693803564${3800 + index}` : null, status: held.status, battery_percent: held.battery_percent, signal_percent: held.signal_percent,
      last_seen_at: held.last_seen_at, slots: models[index % 3]!.slots, assignments: index % 7 === 6 ? [] : [{ id: held.assignment_id, slot: 1, patient_id: person.id, patient_name: `${person.first_name} ${person.last_name}`, from: held.from, to: null }],
    };
  });
  const deliveries = [
    { id: 'd1', gateway: 'mioconnect', connection: 'Main hub', received_at: ago(world, 14), status: 'quarantined', reason: 'unknown_device', detail: 'serial 5231999999', attempts: 1, readings: 0, held: 1, open_held: 1, device_serial: '5231999999' },
    { id: 'd2', gateway: 'tenovi', connection: 'Tenovi', received_at: ago(world, 130), status: 'quarantined', reason: 'no_assignment', detail: null, attempts: 1, readings: 3, held: 1, open_held: 1, device_serial: 'TNV-20418' },
  ];
  const connections = [{ id: 'c1', gateway: 'mioconnect', label: 'Main hub', webhook_url: 'https://api.example.org/api/v1/webhooks/mioconnect/7f3a…/', is_active: true, keys: [{ key_id: 'k2', created_at: ago(world, 90), ends_at: null, is_active: true }], last_delivery_at: ago(world, 2), created_at: ago(world, 90_000) }];
  const permissions = ALL_PERMISSIONS.map((permission) => ({ permission, means: permission.replace('.', ': ') }));
  return [
    http.get(api('/practice/'), () => HttpResponse.json(practice)),
    http.patch(api('/practice/'), async ({ request }) => HttpResponse.json(Object.assign(practice, await request.json()))),
    http.get(api('/practice/users/'), () => list(members)),
    http.post(api('/practice/users/'), async ({ request }) => {
      const body = (await request.json()) as { email: string; first_name: string; last_name: string; role: Member['role'] };
      const added = member(20 + members.length, body.first_name, body.last_name, body.role, { email: body.email, has_password: false });
      members.push(added);
      return HttpResponse.json(added, { status: 201 });
    }),
    http.patch(api('/practice/users/:id/'), async ({ params, request }) => HttpResponse.json(Object.assign(members.find((one) => String(one.id) === params.id)!, await request.json()))),
    http.post(api('/practice/users/:id/:act/'), ({ params }) => {
      const found = members.find((one) => String(one.id) === params.id)!;
      if (params.act === 'deactivate') found.is_active = false;
      if (params.act === 'unlock') found.locked_until = null;
      return HttpResponse.json(found);
    }),
    http.get(api('/practice/roles/'), () => HttpResponse.json({
      roles: [{ role: 'nurse', permissions: NURSE_PERMISSIONS }, { role: 'clinical_manager', permissions: ALL_PERMISSIONS }], permissions,
    })),
    http.get(api('/devices/'), ({ request }) => {
      const query = new URL(request.url).searchParams;
      const rows = devices.filter((device) => (!query.get('status') || device.status === query.get('status')) && device.serial.includes(query.get('search') ?? ''));
      return HttpResponse.json({ count: rows.length, next: null, previous: null, results: rows.slice(0, 20) });
    }),
    http.get(api('/device-models/'), () => list(models)),
    http.get(api('/devices/:id/strays/'), () => list([])),
    http.get(api('/devices/:id/history/'), () => HttpResponse.json({ assignments: devices[0]!.assignments, results: [{ id: 'h1', action: 'connected', from_status: 'delivered', to_status: 'connected', at: ago(world, 9_000), actor_name: null, detail: {} }, { id: 'h2', action: 'shipped', from_status: 'ordered', to_status: 'shipped', at: ago(world, 14_000), actor_name: 'Mia Torres', detail: {} }] })),
    http.get(api('/devices/:id/'), ({ params }) => {
      const found = devices.find((device) => device.id === params.id);
      return found ? HttpResponse.json(found) : HttpResponse.json({ detail: 'Not found.', code: 'not_found' }, { status: 404 });
    }),
    http.post(api('/devices/:id/:act/'), () => HttpResponse.json({})),
    http.get(api('/deliveries/stats/'), () => HttpResponse.json({ waiting: 0, oldest_waiting_at: null, quarantined: 2, failed: 0, held_open: 2, held_by_reason: {} })),
    http.get(api('/deliveries/'), ({ request }) => list(new URL(request.url).searchParams.get('status') === 'quarantined' ? deliveries : [])),
    http.get(api('/deliveries/:id/'), ({ params }) => HttpResponse.json({ ...deliveries.find((one) => one.id === params.id), content_type: 'application/json', content_encoding: '', key_id: 'k2', held_measurements: [], body: '{"type":"reading","device":{"serial":"5231999999"},"blood_pressure":{"systolic":142,"diastolic":88,"unit":"mmHg"}}', traceback: null })),
    http.post(api('/deliveries/:id/:act/'), () => HttpResponse.json({})),
    http.get(api('/gateways/'), () => HttpResponse.json({ results: [{ name: 'mioconnect' }, { name: 'tenovi' }, { name: 'telli' }, { name: 'validic' }, { name: 'fhir' }] })),
    http.get(api('/connections/'), () => list(connections)),
    http.post(api('/connections/'), () => HttpResponse.json({ ...connections[0], secret: 'whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD' }, { status: 201 })),
    http.post(api('/connections/:id/:act/'), () => HttpResponse.json({ secret: 'whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD' })),
    http.get(api('/audit/entries/'), () => HttpResponse.json({ next_cursor: null, results: ['alert.acknowledged', 'triage.listed', 'patient.read', 'session.opened'].map((action, index) => ({
      id: `a${index}`, at: ago(world, index * 7), actor_kind: 'user', actor_user_id: 7, actor_name: 'Nora Lindqvist', actor_role: 'nurse', action, entity: action.split('.')[0]!, entity_id: '', patient_ids: index === 1 ? world.people.slice(0, 20).map((one) => one.id) : [], address: '192.0.2.10', request_id: 'r', outcome: 'success', reason: null, detail: {},
    })) })),
    http.get(api('/audit/roots/'), () => HttpResponse.json({ results: [{ tree_size: 18_221, root_hash: 'b0a4f7c1d2e39a55b0a4f7c1d2e39a55', signed_at: ago(world, 0.1), key_id: 'a1', signature: '' }] })),
    http.post(api('/patients/import/'), () => HttpResponse.json({ dry_run: true, total: 3, accepted: 2, rejected: 1, created: 0, rows: [
      { row: 2, status: 'ok', name: 'Ana Ruiz', mrn: 'MRN-00301', fields: {}, problems: [] }, { row: 3, status: 'ok', name: 'Walter Brandt', mrn: null, fields: {}, problems: [] }, { row: 4, status: 'duplicate', name: 'Mei Chen', mrn: 'MRN-00001', fields: { mrn: ['Exists already in this practice.'] }, problems: [] },
    ] })),
    http.get(api('/patients/:id/:part/'), ({ params }) => (['reviews', 'interactions', 'decisions'].includes(String(params.part)) ? list([]) : undefined)),
    http.get(api('/observations/:id/'), ({ params }) => HttpResponse.json({ id: params.id, patient_id: 'p', observation_type: 'blood_pressure', systolic: 191, diastolic: 111, pulse: 78, measured_at: ago(world, 300), state: 'final', origin: 'automatic', context: {} })),
  ];
}
