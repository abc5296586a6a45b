/** The demo practice as the launcher describes it, signing in as one of its people, and a home that sends a reading. */
import { createHmac, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, type Page } from '@playwright/test';

interface Login {
  role: string;
  name: string;
  email: string;
  password: string;
  practice: string;
}
interface Connection {
  gateway: string;
  connection_id: string;
  secret: string;
}
interface Home {
  patient: string;
  archetype: string;
  connection_id: string;
  devices: { model: string; kind: string; serial: string; slot: number }[];
}
interface Demo {
  logins: Login[];
  connections: Connection[];
  homes: Home[];
}

const file = process.env.E2E_CREDENTIALS ?? process.env.VANTREXIA_CREDENTIALS;
if (!file) throw new Error('VANTREXIA_CREDENTIALS names no file with the demo’s logins.');
export const demo = JSON.parse(readFileSync(file, 'utf8')) as Demo;

export function loginOf(name: string): Login {
  const found = demo.logins.find((login) => login.name.startsWith(name));
  if (!found) throw new Error(`The demo has nobody called ${name}.`);
  return found;
}

export async function fillSignIn(page: Page, login: Login): Promise<void> {
  await page.getByLabel('E-mail').fill(login.email);
  await page.locator('input[name=password]').fill(login.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

export async function signIn(page: Page, name: string, path = '/worklist'): Promise<void> {
  await page.goto(path);
  await fillSignIn(page, loginOf(name));
  await expect(page.getByRole('navigation', { name: 'Main' })).toBeVisible();
}

/** Homes with one cuff, whose patients are in the first practice and of a kind that causes no alerts of its own. */
export function quietHomes(): Home[] {
  return demo.homes.filter(
    (home) => home.connection_id === demo.homes[0]?.connection_id && home.archetype === 'stable' && home.devices.some((device) => device.kind === 'blood_pressure'),
  );
}

/** A blood pressure as the home's hub would send it, signed as Standard Webhooks say. */
export async function sendBloodPressure(baseURL: string, home: Home, values: { systolic: number; diastolic: number; pulse: number }): Promise<void> {
  const connection = demo.connections.find((one) => one.connection_id === home.connection_id);
  const device = home.devices.find((one) => one.kind === 'blood_pressure');
  if (!connection || !device) throw new Error('This home has no cuff or no connection.');
  const body = JSON.stringify({
    type: 'reading', reading_id: randomUUID(), device: { serial: device.serial, model: device.model, slot: device.slot },
    measured_at: new Date().toISOString(), blood_pressure: { ...values, unit: 'mmHg', irregular_heartbeat: false },
  });
  const id = randomUUID();
  const timestamp = String(Math.floor(Date.now() / 1000));
  const key = Buffer.from(connection.secret.replace(/^whsec_/, ''), 'base64');
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
  const answer = await fetch(`${baseURL}/api/v1/webhooks/${connection.gateway}/${connection.connection_id}/`, {
    method: 'POST', body,
    headers: { 'Content-Type': 'application/json', 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}` },
  });
  expect(answer.status).toBe(202);
}

/** The address of a patient with readings. */
export async function patientAddress(page: Page): Promise<string> {
  await page.goto('/patients');
  await page.getByRole('searchbox').fill(demo.homes[0]!.patient);
  const link = page.getByRole('row').filter({ hasText: demo.homes[0]!.patient }).getByRole('link');
  return (await link.getAttribute('href')) ?? '';
}
