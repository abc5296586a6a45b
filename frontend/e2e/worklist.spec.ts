import { expect, test } from '@playwright/test';
import { quietHomes, sendBloodPressure, signIn } from './demo';

// One breach per reading: with two, the next alert takes the row as soon as the first is seen to.

test('a reading from home becomes an alert on an open screen, is worked on by keyboard, and leaves every step behind', async ({ page, baseURL }) => {
  const home = quietHomes()[11]!;
  await signIn(page, 'Nora', '/worklist?risk_level=critical');
  await expect(page.locator('.wl-toolbar').getByText('Live')).toBeVisible();
  const row = page.getByRole('row').filter({ hasText: home.patient });
  await expect(row).toHaveCount(0);

  await sendBloodPressure(baseURL!, home, { systolic: 214, diastolic: 84, pulse: 77 });
  await expect(row).toBeVisible({ timeout: 10_000 });
  await expect(row.getByText('214/84 mmHg')).toBeVisible();
  await expect(row.getByText('Critical', { exact: true })).toBeVisible();
  await expect(row.getByText(/\d\d:\d\d left/)).toBeVisible();

  await row.focus();
  await page.keyboard.press('a');
  const dialog = page.getByRole('dialog', { name: 'Acknowledge this alert?' });
  await dialog.getByLabel(/Comment/).fill('Calling now');
  await dialog.getByRole('button', { name: 'Acknowledge' }).click();
  await expect(row.getByText('Acknowledged', { exact: true })).toBeVisible();
  await expect(page.getByText('Alert acknowledged.')).toBeVisible();
  // While a dialog goes, what is behind it cannot be focused.
  await expect(dialog).toHaveCount(0);

  await row.focus();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/patients\//);
  const patient = page.url();
  await page.goBack();

  await row.focus();
  await page.keyboard.press('r');
  const resolve = page.getByRole('dialog', { name: 'Resolve this alert' });
  await resolve.getByLabel(/Comment/).fill('Took the missed dose, will measure again');
  await resolve.getByRole('button', { name: 'Resolve' }).click();
  await expect(page.getByText('Alert resolved.')).toBeVisible();

  await page.goto(patient);
  await page.getByRole('link', { name: 'Alerts', exact: true }).click();
  await page.getByRole('button', { name: /State/ }).click();
  await page.getByRole('option', { name: 'Resolved', exact: true }).click();
  const card = page.getByRole('article').filter({ hasText: '214' }).first();
  await card.getByRole('button', { name: 'Show every step' }).click();
  for (const step of ['Opened', 'Acknowledged', 'Resolved']) await expect(card.locator('.step-what', { hasText: step })).toBeVisible();
  await expect(card.getByText('Calling now')).toBeVisible();
  await expect(card.getByText(/by Nora/).first()).toBeVisible();
});

test('what one nurse does, another sees without reloading', async ({ page, browser, baseURL }) => {
  const home = quietHomes()[12]!;
  await sendBloodPressure(baseURL!, home, { systolic: 211, diastolic: 83, pulse: 81 });
  await signIn(page, 'Nora', '/worklist?risk_level=critical');
  const row = page.getByRole('row').filter({ hasText: home.patient });
  await expect(row).toBeVisible();
  const context = await browser.newContext();
  const paul = await context.newPage();
  await signIn(paul, 'Paul', '/worklist?risk_level=critical');
  const seen = paul.getByRole('row').filter({ hasText: home.patient });
  await expect(seen).toBeVisible();
  await row.focus();
  await page.keyboard.press('c');
  await expect(row.getByText('Claimed by you')).toBeVisible();
  await expect(seen.getByText(/^Claimed/)).toBeVisible();
  await context.close();
});

test('an act the server refuses is taken back with a message', async ({ page, baseURL }) => {
  const home = quietHomes()[13]!;
  await sendBloodPressure(baseURL!, home, { systolic: 209, diastolic: 82, pulse: 79 });
  await signIn(page, 'Nora', '/worklist?risk_level=critical');
  const row = page.getByRole('row').filter({ hasText: home.patient });
  await expect(row.getByText('Open', { exact: true })).toBeVisible();
  await page.route('**/claim/', (route) => route.fulfill({ status: 409, json: { code: 'claimed_by_other', detail: 'Paul has it already.' } }));
  await row.focus();
  await page.keyboard.press('c');
  await expect(page.getByText(/Claim: not done.*Paul has it already/)).toBeVisible();
  await expect(row.getByText('Open', { exact: true })).toBeVisible();
});

test('a list whose stream is cut says so and goes on by asking', async ({ page, context }) => {
  await signIn(page, 'Nora');
  await expect(page.locator('.wl-toolbar').getByText('Live')).toBeVisible();
  await context.route('**/api/v1/stream/', (route) => route.abort());
  await page.reload();
  await expect(page.getByText(/Asking the server every 10 seconds/)).toBeVisible();
  await context.unroute('**/api/v1/stream/');
  await expect(page.locator('.wl-toolbar').getByText('Live')).toBeVisible({ timeout: 40_000 });
});

test('a STAT call stands beside the list, is answered and closed there', async ({ page, baseURL }) => {
  const home = quietHomes()[14]!;
  await sendBloodPressure(baseURL!, home, { systolic: 213, diastolic: 85, pulse: 78 });
  await signIn(page, 'Nora', '/worklist?risk_level=critical');
  const row = page.getByRole('row').filter({ hasText: home.patient });
  await expect(row).toBeVisible({ timeout: 10_000 });
  await row.focus();
  await page.keyboard.press('e');
  const escalate = page.getByRole('dialog', { name: 'Escalate this alert' });
  await escalate.getByText('STAT: raise the patient to critical now').click();
  await escalate.getByLabel(/Reason/).fill('Does not answer the telephone');
  await escalate.getByRole('button', { name: 'Escalate' }).click();
  await expect(page.getByText('Alert escalated.')).toBeVisible();
  const call = page.getByRole('article', { name: 'STAT call to: Provider' });
  await expect(call).toContainText('Does not answer the telephone');
  await call.getByRole('button', { name: 'Somebody has come' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Somebody has come' }).click();
  await expect(call).toContainText('somebody has come');
  await call.getByRole('button', { name: 'Close the call' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Close the call' }).click();
  await expect(call).toHaveCount(0);
  await expect(page.getByRole('article').filter({ hasText: '213' })).toBeVisible();
});

test('j and k walk the list, ? shows the keys, 2 filters', async ({ page }) => {
  await signIn(page, 'Nora');
  const rows = page.getByRole('grid').getByRole('row');
  await expect(rows.nth(1)).toBeVisible();
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  await expect(rows.nth(2)).toBeFocused();
  await page.keyboard.press('k');
  await expect(rows.nth(1)).toBeFocused();
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible();
  await page.keyboard.press('Escape');
  await page.keyboard.press('2');
  await expect(page).toHaveURL(/risk_level=warning/);
  await expect(page.getByRole('button', { name: /^Warning/ })).toHaveAttribute('aria-pressed', 'true');
});

test('on a phone a tap on a row opens the patient', async ({ browser, baseURL }) => {
  const context = await browser.newContext({ baseURL: baseURL!, viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true });
  const page = await context.newPage();
  await signIn(page, 'Nora');
  const row = page.getByRole('grid').getByRole('row').nth(1);
  await row.getByRole('gridcell').first().tap();
  await expect(page.getByRole('navigation', { name: 'Parts of the patient' })).toBeVisible();
  await context.close();
});

test('beside or above the list, the chosen patient stays in sight while it is scrolled', async ({ page }) => {
  await signIn(page, 'Nora');
  const beside = page.getByRole('complementary', { name: 'Selected patient' });
  for (const width of [1440, 1280]) {
    await page.setViewportSize({ width, height: 800 });
    await expect(beside.getByRole('heading').first()).toBeInViewport();
    await page.getByRole('grid').getByRole('row').nth(20).scrollIntoViewIfNeeded();
    await expect(beside.getByRole('heading').first()).toBeInViewport();
    await expect(page.getByRole('grid').getByRole('row').nth(20)).toBeInViewport();
    await page.evaluate(() => window.scrollTo(0, 0));
  }
});
