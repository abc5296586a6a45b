import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect, test, type Page } from '@playwright/test';
import { demo, signIn } from './demo';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Every screen, and who looks at it. */
const SCREENS: [path: string, who: string, heading: string][] = [
  ['/worklist', 'Nora', 'Worklist'], ['/patients', 'Nora', 'Patients'], ['/patients/new', 'Cleo', 'New patient'], ['/patients/import', 'Cleo', 'Import patients'],
  ['/devices', 'Nora', 'Devices'], ['/deliveries', 'Nora', 'Quarantine'], ['/account', 'Nora', 'My account'], ['/practice', 'Ada', 'Practice'], ['/practice/users', 'Ada', 'Practice'],
  ['/practice/roles', 'Ada', 'Practice'], ['/practice/deadlines', 'Ada', 'Practice'], ['/practice/thresholds', 'Cleo', 'Practice'], ['/practice/connections', 'Ada', 'Practice'], ['/audit', 'Ada', 'Audit log'],
];
const TABS = ['', '/vitals', '/thresholds', '/devices', '/alerts', '/timeline'];

async function expectAccessible(page: Page): Promise<void> {
  await page.evaluate(axeSource);
  const found = await page.evaluate(async () => {
    const { axe } = window as unknown as { axe: { run: (root: Document, options: unknown) => Promise<{ violations: { id: string; nodes: { html: string; failureSummary: string }[] }[] }> } };
    const { violations } = await axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'] });
    return violations.map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map((node) => `${node.html.slice(0, 140)} — ${node.failureSummary.slice(0, 160)}`).join(' | ')}`);
  });
  expect(found).toEqual([]);
}

async function settled(page: Page): Promise<void> {
  await expect(page.locator('.skeleton')).toHaveCount(0);
}

/** The address of a patient with readings. */
async function patientAddress(page: Page): Promise<string> {
  await page.goto('/patients');
  await page.getByRole('searchbox').fill(demo.homes[0]!.patient);
  const link = page.getByRole('row').filter({ hasText: demo.homes[0]!.patient }).getByRole('link');
  return (await link.getAttribute('href')) ?? '';
}

for (const scheme of ['light', 'dark'] as const) {
  test(`every screen keeps WCAG 2.1 AA in ${scheme}`, async ({ browser, baseURL }) => {
    test.setTimeout(240_000);
    for (const who of [...new Set(SCREENS.map(([, name]) => name))]) {
      const context = await browser.newContext({ baseURL: baseURL!, colorScheme: scheme, viewport: { width: 1440, height: 900 } });
      const page = await context.newPage();
      const errors: string[] = [];
      page.on('pageerror', (error) => errors.push(error.message));
      await signIn(page, who);
      for (const [path, , heading] of SCREENS.filter(([, name]) => name === who)) {
        await test.step(`${who} ${path}`, async () => {
          await page.goto(path);
          await expect(page.getByRole('heading', { level: 1, name: heading })).toBeVisible();
          await settled(page);
          await expectAccessible(page);
        });
      }
      if (who === 'Nora') {
        const address = await patientAddress(page);
        for (const tab of TABS) {
          await test.step(`patient${tab}`, async () => {
            await page.goto(address + tab);
            await expect(page.getByRole('navigation', { name: 'Parts of the patient' })).toBeVisible();
            await settled(page);
            await expectAccessible(page);
          });
        }
      }
      expect(errors).toEqual([]);
      await context.close();
    }
  });
}

test('nothing breaks under the content security policy of production', async ({ page, baseURL }) => {
  const config = (await (await fetch(`${baseURL!}/config.json`)).json()) as { stream_url: string };
  const stream = new URL(config.stream_url, baseURL).origin;
  const policy = `default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self' ${stream}; manifest-src 'self'; worker-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'`;
  await page.route('**/*', async (route) => {
    if (route.request().resourceType() !== 'document') return route.continue();
    const response = await route.fetch();
    return route.fulfill({ response, headers: { ...response.headers(), 'content-security-policy': policy } });
  });
  const refused: string[] = [];
  page.on('console', (message) => {
    if (/content security policy/i.test(message.text())) refused.push(message.text());
  });
  await signIn(page, 'Cleo');
  await expect(page.getByRole('grid', { name: 'Worklist' })).toBeVisible();
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog')).toBeVisible();
  await page.keyboard.press('Escape');
  await page.goto(`${await patientAddress(page)}/vitals`);
  await expect(page.locator('.chart-dot').first()).toBeVisible();
  await page.goto('/practice/thresholds');
  await settled(page);
  expect(refused).toEqual([]);
});

test('on a narrow screen nothing but tables needs sideways scrolling', async ({ page }) => {
  await signIn(page, 'Nora');
  const address = await patientAddress(page);
  await page.setViewportSize({ width: 390, height: 844 });
  for (const path of ['/worklist', address, `${address}/vitals`, '/account']) {
    await page.goto(path);
    await settled(page);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0);
  }
});

test('Spanish is complete on the main screens', async ({ page }) => {
  await signIn(page, 'Nora');
  await page.getByRole('button', { name: /Nora/ }).click();
  await page.getByRole('menuitem', { name: 'Español' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Lista de trabajo' })).toBeVisible();
  await page.reload();
  await expect(page.getByRole('button', { name: /^Crítico/ })).toBeVisible();
  await expect(page.getByText(/límite/).first()).toBeVisible();
  // The language is the account's: give it back, the tests to come speak English.
  const isSaved = page.waitForResponse((response) => response.url().endsWith('/auth/me/') && response.request().method() === 'PATCH');
  await page.getByRole('button', { name: /Nora/ }).click();
  await page.getByRole('menuitem', { name: 'English' }).click();
  expect((await isSaved).status()).toBe(200);
  await expect(page.getByRole('heading', { level: 1, name: 'Worklist' })).toBeVisible();
});
