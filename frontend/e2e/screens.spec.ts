import { expect, test } from '@playwright/test';
import { patientAddress, signIn } from './demo';
import { expectAccessible, expectNoSideways, expectReachable, expectSpanish, settled } from './looks';

/** Every screen, and who looks at it. */
const SCREENS: [path: string, who: string, heading: string][] = [
  ['/worklist', 'Nora', 'Worklist'], ['/patients', 'Nora', 'Patients'], ['/patients/new', 'Cleo', 'New patient'], ['/patients/import', 'Cleo', 'Import patients'],
  ['/devices', 'Nora', 'Devices'], ['/deliveries', 'Nora', 'Quarantine'], ['/account', 'Nora', 'My account'], ['/practice', 'Ada', 'Practice'], ['/practice/users', 'Ada', 'Practice'],
  ['/practice/roles', 'Ada', 'Practice'], ['/practice/deadlines', 'Ada', 'Practice'], ['/practice/thresholds', 'Cleo', 'Practice'], ['/practice/connections', 'Ada', 'Practice'], ['/audit', 'Ada', 'Audit log'],
  ['/practice/time', 'Ada', 'Practice'], ['/time', 'Cleo', 'Time to decide'],
];
/** Parts of billing that are there without any claim; claims, batches, payments and denials are judged where they come to be (billing.spec.ts). */
const BILLING = ['month', 'at-risk', 'entries', 'claims', 'remittances', 'work', 'revenue', 'self-check', 'rules', 'setup'];
for (const part of BILLING) SCREENS.push([`/billing/${part}`, 'Bill', 'Billing']);
const TABS: Record<string, string[]> = { Nora: ['', '/vitals', '/thresholds', '/enrollment', '/devices', '/alerts', '/timeline', '/time'], Bill: ['', '/billing', '/timeline', '/time'] };

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
      if (TABS[who]) {
        const address = await patientAddress(page);
        for (const tab of TABS[who]) {
          await test.step(`${who} patient${tab}`, async () => {
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

test('on a narrow screen nothing but tables needs sideways scrolling, in either language', async ({ browser, baseURL }) => {
  test.setTimeout(360_000);
  for (const [who, paths, tabs] of [
    ['Nora', ['/worklist', '/patients', '/devices', '/deliveries', '/account'], ['', '/vitals', '/thresholds', '/time']], ['Bill', BILLING.map((part) => `/billing/${part}`), ['', '/billing']],
    ['Ada', ['/practice', '/practice/users', '/practice/roles', '/practice/deadlines', '/practice/time', '/audit'], []], ['Cleo', ['/practice/thresholds', '/patients/new'], []],
  ] as const) {
    const context = await browser.newContext({ baseURL: baseURL!, viewport: { width: 1440, height: 900 } });
    const page = await context.newPage();
    await signIn(page, who);
    const address = tabs.length ? await patientAddress(page) : '';
    for (const path of [...paths, ...tabs.map((tab) => address + tab)]) {
      await test.step(`${who} ${path}`, async () => {
        // The narrowest of phones and the longer words: 320 pixels (WCAG 2.1, 1.4.10) in Spanish.
        await page.evaluate(() => localStorage.setItem('vantrexia.language', 'es'));
        await page.setViewportSize({ width: 320, height: 640 });
        await page.goto(path);
        await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
        await settled(page);
        await expectNoSideways(page);
        await expectReachable(page);
        await page.evaluate(() => localStorage.removeItem('vantrexia.language'));
        await page.setViewportSize({ width: 390, height: 844 });
        await page.goto(path);
        await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
        await settled(page);
        await expectNoSideways(page);
        await expectReachable(page);
        // The part that is open is in sight, and so is the way out.
        const current = page.getByRole('navigation').locator('[aria-current=page]');
        if (await current.count()) await expect(current.last()).toBeInViewport();
        await expect(page.locator('.side-user')).toBeInViewport();
      });
    }
    await context.close();
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

test('Spanish is complete on the screens of billing and the practice', async ({ browser, baseURL }) => {
  test.setTimeout(180_000);
  for (const [who, paths] of [['Bill', BILLING.map((part) => `/billing/${part}`)], ['Ada', ['/practice', '/practice/users', '/practice/deadlines', '/practice/time', '/practice/connections', '/audit', '/account']]] as const) {
    const context = await browser.newContext({ baseURL: baseURL! });
    const page = await context.newPage();
    await signIn(page, who, '/');
    const speak = async (language: string) => {
      const isSaved = page.waitForResponse((response) => response.url().endsWith('/auth/me/') && response.request().method() === 'PATCH');
      await page.locator('.side-user').click();
      await page.getByRole('menuitem', { name: language }).click();
      expect((await isSaved).status()).toBe(200);
    };
    await speak('Español');
    try {
      for (const path of [...paths, `${await patientAddress(page)}${who === 'Bill' ? '/billing' : ''}`]) {
        await test.step(`${who} ${path}`, async () => {
          await page.goto(path);
          await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
          await expectSpanish(page);
        });
      }
    } finally {
      // The language is the account's: whatever was found, the tests to come speak English.
      await speak('English');
    }
    await context.close();
  }
});
