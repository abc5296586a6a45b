/** The pictures of README and docs, taken from the running demo when VANTREXIA_SCREENSHOTS names a folder. */
import { expect, test, type Page } from '@playwright/test';
import { demo, signIn } from './demo';

const folder = process.env.VANTREXIA_SCREENSHOTS;

async function takePictures(page: Page, into: string): Promise<void> {
  await signIn(page, 'Nora');
  await expect(page.locator('.wl-toolbar').getByText('Live')).toBeVisible();
  await page.getByRole('row').filter({ has: page.getByText('Open', { exact: true }) }).first().click();
  await expect(page.getByRole('article').first()).toBeVisible();
  await page.screenshot({ path: `${into}/worklist.png` });
  await page.goto('/patients');
  await page.getByRole('searchbox').fill(demo.homes[0]!.patient);
  await page.getByRole('row').filter({ hasText: demo.homes[0]!.patient }).getByRole('link').click();
  await expect(page.getByRole('article').first()).toBeVisible();
  await page.screenshot({ path: `${into}/patient.png` });
  await page.getByRole('link', { name: 'Vitals' }).click();
  await expect(page.locator('.chart-dot').first()).toBeVisible();
  await page.screenshot({ path: `${into}/vitals.png` });
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.goto('/worklist');
  await page.getByRole('row').filter({ has: page.getByText('Open', { exact: true }) }).first().click();
  await expect(page.getByRole('article').first()).toBeVisible();
  await page.screenshot({ path: `${into}/worklist-dark.png` });
}

if (folder) {
  test('the worklist and a patient, for the documentation', ({ page }) => takePictures(page, folder));
}
