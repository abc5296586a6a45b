import { expect, test, type Page } from '@playwright/test';
import { fillSignIn, loginOf, quietHomes, sendBloodPressure, signIn } from './demo';
import { Authenticator } from './totp';

async function setUpTotp(page: Page): Promise<Authenticator> {
  await signIn(page, 'Dan', '/account');
  await page.getByRole('button', { name: 'Set up' }).click();
  const dialog = page.getByRole('dialog', { name: 'Two-step verification' });
  await expect(dialog.getByRole('img', { name: 'QR code for an authenticator app' })).toBeVisible();
  const app = new Authenticator((await dialog.locator('code.secret').textContent()) ?? '');
  await dialog.getByLabel(/Enter the six digits/).fill(await app.next());
  await dialog.getByRole('button', { name: 'Turn on' }).click();
  await expect(dialog.getByText('Keep these codes in a safe place.', { exact: false })).toBeVisible();
  await dialog.getByRole('button', { name: 'I have kept the codes' }).click();
  await expect(page.getByText('Two-step verification is on.')).toBeVisible();
  return app;
}

async function signInWithCode(page: Page, app: Authenticator): Promise<void> {
  await page.getByRole('button', { name: /Dan/ }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await page.goto('/worklist');
  await fillSignIn(page, loginOf('Dan'));
  const code = page.locator('input[name=totp_code]');
  await code.fill('000000');
  await page.getByRole('button', { name: 'Verify' }).click();
  await expect(page.getByRole('alert')).toContainText('That code is not right.');
  await expect(page.getByRole('navigation', { name: 'Main' })).toHaveCount(0);
  await code.fill(await app.next());
  await page.getByRole('button', { name: 'Verify' }).click();
  await expect(page.getByRole('navigation', { name: 'Main' })).toBeVisible();
}

test('the main job: in with a second factor, a reading turns a patient red, it is claimed, commented on, resolved and gone', async ({ page, baseURL }) => {
  test.setTimeout(150_000);
  const home = quietHomes()[15]!;
  await signInWithCode(page, await setUpTotp(page));
  await page.goto('/worklist?risk_level=critical');
  await expect(page.locator('.wl-toolbar').getByText('Live')).toBeVisible();
  const row = page.getByRole('row').filter({ hasText: home.patient });
  await expect(row).toHaveCount(0);

  await sendBloodPressure(baseURL!, home, { systolic: 206, diastolic: 81, pulse: 79 });
  await expect(row).toBeVisible({ timeout: 10_000 });
  await expect(row.getByText('Critical', { exact: true })).toBeVisible();

  await row.click();
  const card = page.getByRole('article').filter({ hasText: 'Systolic pressure 206 mmHg' });
  await card.getByRole('button', { name: 'Claim' }).click();
  await expect(row.getByText('Claimed by you')).toBeVisible();
  await card.getByRole('button', { name: 'Comment' }).click();
  const comment = page.getByRole('dialog', { name: /comment/i });
  await comment.getByLabel(/Comment/).fill('Called: feels well, had climbed the stairs');
  await comment.getByRole('button', { name: 'Comment' }).click();
  await expect(comment).toBeHidden();
  await card.getByRole('button', { name: 'Resolve' }).click();
  const resolve = page.getByRole('dialog', { name: 'Resolve this alert' });
  await resolve.getByLabel(/Comment/).fill('Measured again after rest');
  await resolve.getByRole('button', { name: 'Resolve' }).click();
  await expect(page.getByText('Alert resolved.')).toBeVisible();

  // The last value is still beyond the limit; the next one, back in range, ends it.
  await sendBloodPressure(baseURL!, home, { systolic: 122, diastolic: 76, pulse: 72 });
  await expect(row).toHaveCount(0, { timeout: 10_000 });

  await page.goto('/patients');
  await page.getByRole('searchbox', { name: 'Name or MRN' }).fill(home.patient);
  await page.getByRole('row').filter({ hasText: home.patient }).getByRole('link').click();
  await page.getByRole('link', { name: 'Alerts', exact: true }).click();
  await page.getByRole('button', { name: /State/ }).click();
  await page.getByRole('option', { name: 'Resolved', exact: true }).click();
  const done = page.getByRole('article').filter({ hasText: '206' }).first();
  await done.getByRole('button', { name: 'Show every step' }).click();
  for (const step of ['Opened', 'Claimed', 'Comment', 'Resolved']) await expect(done.locator('.step-what', { hasText: step }).first()).toBeVisible();
  await expect(done.getByText('Called: feels well, had climbed the stairs')).toBeVisible();
});
