import { expect, test, type Page } from '@playwright/test';
import { quietHomes, sendBloodPressure, signIn } from './demo';
import { expectLooks } from './looks';

async function openPatient(page: Page, mrn: string): Promise<void> {
  await page.getByRole('link', { name: 'Patients' }).click();
  await page.getByRole('searchbox', { name: 'Name or MRN' }).fill(mrn);
  await page.getByRole('row').filter({ hasText: mrn }).getByRole('link').click();
  await expect(page.getByRole('navigation', { name: 'Parts of the patient' })).toBeVisible();
}

test('charts show thresholds as bands and the same numbers as a table; a wrong reading is amended, not deleted', async ({ page, baseURL }) => {
  const home = quietHomes()[6]!;
  await sendBloodPressure(baseURL!, home, { systolic: 139, diastolic: 84, pulse: 71 });
  await signIn(page, 'Nora');
  await openPatient(page, home.patient);
  await page.getByRole('link', { name: 'Vitals' }).click();
  const figure = page.getByRole('figure', { name: /Systolic over 30 days/ });
  await expect(figure.locator('.band-warning').first()).toBeAttached();
  await expect(figure.locator('.chart-dot').first()).toBeVisible();
  await expect(page.getByText(/Times in the patient’s zone/)).toBeVisible();

  await page.getByRole('button', { name: 'Show as table' }).click();
  const table = page.getByRole('table', { name: 'Systolic, 30 days' });
  const row = table.getByRole('row').filter({ hasText: '139 mmHg' }).first();
  await row.getByRole('button', { name: /Correct/ }).click();
  const dialog = page.getByRole('dialog', { name: 'Correct a reading' });
  await dialog.getByLabel(/Systolic/).fill('129');
  await dialog.getByLabel(/Reason/).fill('Read aloud as one hundred twenty-nine');
  await dialog.getByRole('button', { name: 'Correct', exact: true }).click();
  await expect(page.getByText('The reading has been corrected.')).toBeVisible();
  await expect(table.getByRole('row').filter({ hasText: '129 mmHg' }).filter({ hasText: 'Amended' }).first()).toBeVisible();
});

test('a nurse writes down what a patient says on the telephone: it is there with its source, and an alert', async ({ page }) => {
  const home = quietHomes()[9]!;
  await signIn(page, 'Nora');
  await openPatient(page, home.patient);
  await page.getByRole('link', { name: 'Vitals' }).click();
  await page.getByRole('button', { name: 'Add a reading' }).click();
  const dialog = page.getByRole('dialog', { name: 'Add a reading' });
  await dialog.getByLabel(/^Systolic/).fill('97');
  await dialog.getByLabel(/^Diastolic/).fill('182');
  await dialog.getByRole('button', { name: 'Store the reading' }).click();
  await expect(dialog.getByText('diastolic is not below systolic.', { exact: true })).toBeVisible(); // the server's
  await expectLooks(page);
  await dialog.getByLabel(/^Systolic/).fill('182');
  await dialog.getByLabel(/^Diastolic/).fill('97');
  await dialog.getByLabel(/^Note/).fill('By telephone');
  await dialog.getByRole('button', { name: 'Store the reading' }).click();
  await expect(dialog.getByRole('status')).toContainText('182/97 mmHg');
  await expect(dialog.getByRole('alert')).toContainText(/Critical.*Systolic pressure 182 mmHg is at or above the critical limit of 180 mmHg/);
  await expectLooks(page);
  await dialog.locator('.dialog-actions').getByRole('button', { name: 'Close' }).click();

  await page.getByRole('button', { name: 'Show as table' }).click();
  const row = page.getByRole('table', { name: 'Systolic, 30 days' }).getByRole('row').filter({ hasText: '182 mmHg' });
  await row.getByRole('button', { name: /Correct/ }).click();
  await expect(page.getByText('Source: Typed in by staff · By telephone')).toBeVisible();
  await page.keyboard.press('Escape');
  await page.getByRole('link', { name: 'Alerts' }).click();
  await expect(page.getByRole('article').filter({ hasText: 'Systolic pressure 182 mmHg' })).toBeVisible();
});

test('a provider sets a patient’s own limits and gives them back', async ({ page }) => {
  const home = quietHomes()[7]!;
  await signIn(page, 'Paul');
  await openPatient(page, home.patient);
  await page.getByRole('link', { name: 'Thresholds' }).click();
  const table = page.getByRole('table', { name: 'In force' });
  await expect(table.getByText('Not verified').first()).toBeVisible();
  await page.getByRole('button', { name: 'Edit thresholds' }).click();
  const dialog = page.getByRole('dialog', { name: 'Edit thresholds' });
  await dialog.getByRole('button', { name: 'Systolic: Set own' }).click();
  await dialog.getByLabel('Systolic, Warning high').fill('151');
  await dialog.getByLabel(/Note/).fill('New medication');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(table.getByRole('row', { name: /Systolic/ })).toContainText('151 mmHg');
  await expect(table.getByRole('row', { name: /Systolic/ })).toContainText('Set for this patient');
  await page.getByRole('button', { name: 'Edit thresholds' }).click();
  await dialog.getByRole('button', { name: 'Back to the practice default' }).click();
  await expect(table.getByRole('row', { name: /Systolic/ })).not.toContainText('Set for this patient');
});

test('limits in the wrong order are refused with a message', async ({ page }) => {
  await signIn(page, 'Paul');
  await openPatient(page, quietHomes()[8]!.patient);
  await page.getByRole('link', { name: 'Thresholds' }).click();
  await page.getByRole('button', { name: 'Edit thresholds' }).click();
  const dialog = page.getByRole('dialog', { name: 'Edit thresholds' });
  await dialog.getByRole('button', { name: 'Systolic: Set own' }).click();
  await dialog.getByLabel('Systolic, Warning high').fill('230');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog.getByRole('alert')).toBeVisible();
});

test('a patient is added, changed, archived and brought back', async ({ page }) => {
  const last = `Testa${Date.now().toString(36).replace(/\d/g, 'q')}`;
  await signIn(page, 'Cleo', '/patients/new');
  await page.getByLabel('First name').fill('Ada');
  await page.getByLabel('Last name').fill(last);
  await page.getByLabel('Date of birth').fill('1950-02-03');
  await page.getByRole('button', { name: 'Add the patient' }).click();
  await expect(page.getByRole('heading', { level: 1, name: `Ada ${last}` })).toBeVisible();
  await page.getByRole('link', { name: 'Edit patient' }).click();
  await page.getByLabel('City').fill('Springfield');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Saved.')).toBeVisible();
  await page.getByRole('button', { name: 'Archive' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Confirm' }).click();
  await expect(page.getByText('Archived', { exact: true })).toBeVisible();
  await page.getByRole('button', { name: 'Bring back' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Confirm' }).click();
  await expect(page.getByText('Archived', { exact: true })).toHaveCount(0);
});
