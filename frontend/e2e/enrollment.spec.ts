/** A new patient is enrolled, a set-up cannot be noted without a device, monitoring ends and the worklist forgets them. */
import { expect, test } from '@playwright/test';
import { signIn } from './demo';
import { expectLooks, settled } from './looks';

test('a new patient is enrolled on the screen, and monitoring ends for a reason', async ({ page }) => {
  test.setTimeout(120_000);
  await signIn(page, 'Nora', '/patients/new');
  await page.getByLabel(/^First name/).fill('Odile');
  await page.getByLabel(/^Last name/).fill('Enrolled');
  await page.getByLabel(/^Date of birth/).fill('1951-04-02');
  await page.getByRole('button', { name: 'Add the patient' }).click();
  await page.getByRole('link', { name: 'Monitoring', exact: true }).click();
  await expect(page.getByText('Not monitored')).toBeVisible();
  await expectLooks(page);

  await page.getByLabel(/^Ordered by/).fill('Elena Ruiz');
  await page.getByLabel(/^NPI of who ordered/).fill('1234567890');
  await page.getByLabel(/^Diagnoses/).fill('i10, e11.9');
  await page.getByText('Weight', { exact: true }).first().click();
  await page.getByText('that they may stop at any time').click();
  const begin = page.getByRole('button', { name: 'Begin monitoring' });
  await begin.click();
  // The check digit is the server's to judge; what was typed stays.
  await expect(page.locator('.field-error').filter({ hasText: /NPI/ })).toBeVisible();
  await expect(page.getByLabel(/^Diagnoses/)).toHaveValue('i10, e11.9');
  await page.getByLabel(/^NPI of who ordered/).fill('1234567893');
  await begin.click();
  await expect(page.getByText('Monitoring has begun.')).toBeVisible();
  await expect(page.getByText('By Elena Ruiz (NPI 1234567893)')).toBeVisible();
  await expect(page.getByText('I10, E11.9')).toBeVisible();
  await expect(page.getByText('Weight: once a day, 7 days a week')).toBeVisible();
  await settled(page);
  await expectLooks(page);

  await page.getByRole('button', { name: 'Note a set-up' }).click();
  await expect(page.getByText('The patient has no device.')).toBeVisible();
  await page.keyboard.press('Escape');

  await page.goto('/worklist?risk_level=no_data');
  const row = page.getByRole('row').filter({ hasText: 'Odile Enrolled' });
  await expect(row).toBeVisible();
  await row.getByRole('link', { name: 'Odile Enrolled' }).click();
  await page.getByRole('link', { name: 'Monitoring', exact: true }).click();
  await page.getByRole('button', { name: 'End monitoring' }).click();
  const dialog = page.getByRole('dialog', { name: 'End monitoring' });
  await dialog.getByRole('button', { name: /Reason/ }).click();
  await page.getByRole('option', { name: 'Moved away' }).click();
  await dialog.getByRole('button', { name: 'End monitoring' }).click();
  await expect(page.getByText('Monitoring has ended.')).toBeVisible();
  await expect(page.getByRole('table', { name: 'Earlier monitoring' }).getByText('Moved away')).toBeVisible();
  await page.goto('/worklist?risk_level=no_data');
  await expect(page.locator('.wl-toolbar').getByText('Live')).toBeVisible();
  await expect(page.getByRole('row').filter({ hasText: 'Odile Enrolled' })).toHaveCount(0);
});
