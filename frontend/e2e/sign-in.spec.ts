import { expect, test } from '@playwright/test';
import { fillSignIn, loginOf, signIn } from './demo';
import { expectAccessible } from './looks';

test('a wrong password is told in words, the right one leads to the worklist', async ({ page }) => {
  await page.goto('/');
  await fillSignIn(page, { ...loginOf('Mia'), password: 'not the password at all' });
  await expect(page.getByRole('alert')).toHaveText('E-mail or password is not right.');
  await page.locator('input[name=password]').fill(loginOf('Mia').password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('grid', { name: 'Worklist' })).toBeVisible();
});

test('the session outlives a reload, and no script can read what keeps it', async ({ page }) => {
  await signIn(page, 'Nora');
  await page.reload();
  await expect(page.getByRole('grid', { name: 'Worklist' })).toBeVisible();
  const readable = await page.evaluate(() => document.cookie + JSON.stringify([Object.entries(localStorage), Object.entries(sessionStorage)]));
  expect(readable).not.toContain('vantrexia_refresh');
  expect(readable).not.toMatch(/eyJ[\w-]+\./);
});

test('signing out ends it in every tab', async ({ context, page }) => {
  await signIn(page, 'Nora');
  const other = await context.newPage();
  await other.goto('/worklist');
  await expect(other.getByRole('grid', { name: 'Worklist' })).toBeVisible();
  await page.getByRole('button', { name: /Nora/ }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await expect(page.getByText('You have been signed out.')).toBeVisible();
  await expect(other.getByText('You have been signed out.')).toBeVisible();
  await other.reload();
  await expect(other.getByRole('heading', { name: 'Sign in' })).toBeVisible();
});

test('before its longest life is over a session is renewed in place, and what is written stays', async ({ context, page }) => {
  // The server's own session, told to the page as if it were twelve hours older.
  await page.route('**/api/v1/auth/login/', async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, json: { ...((await response.json()) as object), session_expires_in: 620 } });
  });
  await signIn(page, 'Cleo', '/patients/new');
  const field = page.getByLabel(/^First name/);
  await field.fill('Guadalupe');
  const warning = page.getByRole('alertdialog', { name: /^Your session ends at \d/ });
  await expect(warning).toBeVisible({ timeout: 40_000 });
  await expect(warning.getByLabel(/^Password/)).toBeFocused();
  await expectAccessible(page);
  await warning.getByLabel(/^Password/).fill('not the password at all');
  await page.keyboard.press('Enter');
  await expect(warning.getByText('The password is not right.')).toBeVisible();
  await warning.getByLabel(/^Password/).fill(loginOf('Cleo').password);
  await page.keyboard.press('Enter');
  await expect(page.getByText('You have signed in again.')).toBeVisible();
  await expect(warning).toHaveCount(0);
  await expect(field).toHaveValue('Guadalupe');
  // The cookie is the new session's: another tab gets in by it.
  const other = await context.newPage();
  await other.goto('/worklist');
  await expect(other.getByRole('grid', { name: 'Worklist' })).toBeVisible();
});

test('many tabs opened at once share one renewal and all get in', async ({ context, page }) => {
  await signIn(page, 'Nora');
  const tabs = await Promise.all(Array.from({ length: 4 }, () => context.newPage()));
  await Promise.all(tabs.map((tab) => tab.goto('/worklist')));
  for (const tab of tabs) await expect(tab.getByRole('grid', { name: 'Worklist' })).toBeVisible();
  await Promise.all(tabs.map((tab) => tab.close()));
});

test('another practice sees nothing of this one', async ({ page, browser }) => {
  await signIn(page, 'Nora');
  const name = await page.getByRole('grid').getByRole('link').first().textContent();
  const address = await page.getByRole('grid').getByRole('link').first().getAttribute('href');
  const context = await browser.newContext();
  const olga = await context.newPage();
  await signIn(olga, 'Olga', address ?? '/');
  await expect(olga.getByText('It does not exist, or it belongs to another practice.')).toBeVisible();
  await olga.goto('/worklist');
  await expect(olga.getByText(name ?? '', { exact: true })).toHaveCount(0);
  await context.close();
});

test('a role without access is told so and not shown the way', async ({ page }) => {
  await signIn(page, 'Bill', '/audit');
  await expect(page.getByText('You do not have access to this')).toBeVisible();
  await expect(page.getByRole('link', { name: 'Audit log' })).toHaveCount(0);
});
