/** A patient signs in, types a reading, and it is on the practice's page of them. After access, before the practice unties the account. */
import { expect, test } from '@playwright/test';
import { signIn } from './demo';
import { expectLooks, expectSpanish, settled } from './looks';

test('a patient types a reading and the practice has it', async ({ browser, baseURL }) => {
  test.setTimeout(120_000);
  const context = await browser.newContext({ baseURL: baseURL!, locale: 'en-US', timezoneId: 'America/New_York' });
  const page = await context.newPage();
  const refused: string[] = [];
  page.on('response', (response) => { if (response.status() === 403 || response.status() >= 500) refused.push(`${response.status()} ${response.url()}`); });
  await signIn(page, 'Pat', '/');
  await expect(page).toHaveURL(/\/my-readings$/);
  await expect(page.getByRole('heading', { level: 1, name: 'My readings' })).toBeVisible();
  await expect(page.getByRole('navigation', { name: 'Main' }).getByRole('link')).toHaveCount(1);
  await expect(page.getByRole('note')).toContainText('not emergency care');
  await expectLooks(page);

  await page.getByRole('button', { name: /What was measured/ }).click();
  await page.getByRole('option', { name: 'Weight' }).click();
  const weight = page.getByLabel(/^Weight \(lb\)/);
  await weight.fill('5000');
  const send = page.getByRole('button', { name: 'Send to the practice' });
  await send.click();
  await expect(page.getByText(/Only 4\.5 to 1,000\.8 lb can be sent/)).toBeVisible();
  await expectLooks(page);
  // What is wrong is taken back while it is mended: the button is still there when the field is left for it.
  await weight.fill('171.3');
  await send.click();
  await expect(page.getByText(/Sent to your practice at/)).toBeVisible();
  const row = page.getByRole('row').filter({ hasText: 'Typed in by you' }).first();
  await expect(row).toContainText('77.7');
  await expect(page.locator('main')).not.toContainText(/critical|alert/i);

  // A time ahead is refused at its field by the server.
  await weight.fill('171.2');
  await page.getByLabel('Measured', { exact: true }).fill('2099-01-01T08:00');
  await send.click();
  await expect(page.getByText('must not lie ahead')).toBeVisible();
  await expect(weight).toHaveValue('171.2');

  // The staff's screens are not for this account.
  await page.goto('/worklist');
  await expect(page.getByText('You do not have access to this')).toBeVisible();
  await page.goto('/my-readings');
  await page.locator('.side-user').click();
  const saved = page.waitForResponse((response) => response.url().endsWith('/auth/me/') && response.request().method() === 'PATCH');
  await page.getByRole('menuitem', { name: 'Español' }).click();
  expect((await saved).status()).toBe(200);
  try {
    await expect(page.getByRole('heading', { level: 1, name: 'Mis lecturas' })).toBeVisible();
    await settled(page);
    await expectSpanish(page);
  } finally {
    const back = page.waitForResponse((response) => response.url().endsWith('/auth/me/') && response.request().method() === 'PATCH');
    await page.locator('.side-user').click();
    await page.getByRole('menuitem', { name: 'English' }).click();
    await back;
  }
  expect(refused.filter((one) => !one.includes('/triage/'))).toEqual([]);

  // The nurse sees what was typed.
  const desk = await (await browser.newContext({ baseURL: baseURL! })).newPage();
  await signIn(desk, 'Nora', '/patients');
  await desk.getByRole('searchbox').fill('Reyes');
  await desk.getByRole('row').filter({ hasText: 'Reyes, Pat' }).getByRole('link').click();
  await expect(desk.getByText(/77\.7/).first()).toBeVisible();
  await desk.context().close();
  await context.close();
});
