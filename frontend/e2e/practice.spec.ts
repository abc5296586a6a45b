/** What a practice sets for itself: whose record an account opens, when a timer ends, who stands on claims. */
import { expect, test } from '@playwright/test';
import { demo, loginOf, quietHomes, signIn } from './demo';

test('an account of a patient is tied to another record, let go and given back', async ({ page }) => {
  await signIn(page, 'Ada', '/practice/users');
  const name = loginOf('Pat').name;
  const row = page.getByRole('row', { name: new RegExp(name) });
  const open = async () => {
    await page.getByRole('button', { name: `Actions for ${name}` }).click();
    await page.getByRole('menuitem', { name: 'Own record' }).click();
    return page.getByRole('dialog', { name: `Own record: ${name}` });
  };
  const mrn = quietHomes()[5]?.patient ?? demo.homes[0]!.patient;
  const dialog = await open();
  await dialog.getByLabel('Patient').fill(mrn);
  await dialog.getByRole('button', { name: new RegExp(mrn) }).click();
  await dialog.getByRole('button', { name: 'Tie to this record' }).click();
  await expect(row.getByRole('link', { name: 'record' })).toBeVisible();
  await row.getByRole('link', { name: 'record' }).click();
  await expect(page.getByText(mrn)).toBeVisible();
  await page.goto('/practice/users');
  await (await open()).getByRole('button', { name: 'Untie' }).click();
  await expect(row.getByText('no record yet')).toBeVisible();
  // The demo's own: Pat Reyes.
  const again = await open();
  await again.getByLabel('Patient').fill('Reyes');
  await again.getByRole('button', { name: /Pat Reyes/ }).click();
  await again.getByRole('button', { name: 'Tie to this record' }).click();
  await expect(row.getByRole('link', { name: 'record' })).toBeVisible();
});

test('a profession is written down with its day, and the limits of time keeping hold from then on', async ({ page }) => {
  await signIn(page, 'Ada', '/practice/users');
  const name = loginOf('Bill').name;
  await page.getByRole('button', { name: `Actions for ${name}` }).click();
  await page.getByRole('menuitem', { name: 'Professions' }).click();
  const dialog = page.getByRole('dialog', { name: `Professions: ${name}` });
  await dialog.getByRole('button', { name: /Profession/ }).click();
  await page.getByRole('option', { name: 'Medical assistant' }).click();
  await dialog.getByLabel('NPI').fill('1234567890');
  await dialog.getByRole('button', { name: 'Add a profession' }).click();
  await expect(dialog.getByText('is not a valid NPI')).toBeVisible();
  await dialog.getByLabel('NPI').fill('');
  await dialog.getByRole('button', { name: 'Add a profession' }).click();
  await expect(dialog.getByRole('listitem').filter({ hasText: 'Medical assistant' })).toBeVisible();
  await dialog.getByRole('button', { name: 'Close', exact: true }).last().click();
  await expect(page.getByRole('row', { name: new RegExp(name) })).toContainText('Medical assistant');

  await page.goto('/practice/time');
  const idle = page.getByLabel(/without activity/);
  await idle.fill('31');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(idle).toHaveAttribute('aria-invalid', 'true');
  await idle.fill('5.5');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Saved.').first()).toBeVisible();
  await page.reload();
  await expect(idle).toHaveValue('5.5');
});

test('a rendering provider is tied to a member and becomes the default on claims', async ({ page }) => {
  await signIn(page, 'Bill', '/billing/setup');
  const providers = page.getByRole('region', { name: 'Providers on claims' }).first();
  await providers.getByRole('row').filter({ hasText: 'Rendering' }).first().getByRole('button', { name: /^Edit/ }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: /Member of the practice/ }).click();
  await page.getByRole('option', { name: /Provider$/ }).first().click();
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog).toHaveCount(0);
  const [first = '', last = ''] = loginOf('Paul').name.split(' ');
  await expect(providers.getByRole('row').filter({ hasText: 'Rendering' }).first()).toContainText(`${last}, ${first}`);

  const sending = page.getByRole('region', { name: 'Who sends to whom' });
  await sending.getByRole('button', { name: /Rendering provider by default/ }).click();
  await page.getByRole('option').nth(1).click();
  await sending.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Saved.').first()).toBeVisible();
  await page.reload();
  await expect(sending.getByRole('button', { name: /Rendering provider by default/ })).not.toContainText('None chosen');
});
