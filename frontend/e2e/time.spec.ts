import { expect, test, type Page } from '@playwright/test';
import { quietHomes, signIn } from './demo';

interface Segment {
  activity: string;
  started_at: string;
  ended_at: string | null;
  month_seconds: number | null;
  standing: string;
}

interface Month {
  logged_seconds: number;
  entries: Segment[];
  contacts: unknown[];
}

async function chartOf(page: Page, mrn: string): Promise<string> {
  await page.goto('/patients');
  await page.getByRole('searchbox', { name: 'Name or MRN' }).fill(mrn);
  const link = page.getByRole('row').filter({ hasText: mrn }).getByRole('link');
  return (await link.getAttribute('href')) ?? '';
}

const bar = (page: Page) => page.getByRole('region', { name: 'Timer' });

/** What the server counts: the month as the page itself asked for it. */
async function readMonth(page: Page, address: string): Promise<Month> {
  const answer = page.waitForResponse((response) => response.url().includes('/billing/time/patients/') && response.ok());
  await page.goto(`${address}/time`);
  return (await (await answer).json()) as Month;
}

test('two tabs and a second browser: one timer, and nothing is counted twice', async ({ browser, page, baseURL }) => {
  test.setTimeout(150_000);
  await signIn(page, 'Nora');
  const first = await chartOf(page, quietHomes()[1]!.patient);
  const second = await chartOf(page, quietHomes()[2]!.patient);

  await page.goto(first);
  await expect(page.getByRole('timer')).toBeVisible();
  const began = Date.now();
  const tab = await page.context().newPage();
  await tab.goto(first);
  await expect(tab.getByRole('timer')).toBeVisible();
  await tab.getByRole('link', { name: 'Vitals' }).click();

  const other = await browser.newContext({ baseURL: baseURL! });
  const elsewhere = await other.newPage();
  await signIn(elsewhere, 'Nora', second);
  await expect(elsewhere.getByRole('timer')).toBeVisible();
  await expect(elsewhere.getByRole('navigation', { name: 'Parts of the patient' })).toBeVisible();
  const name = await elsewhere.getByRole('heading', { level: 1 }).innerText();
  await elsewhere.mouse.wheel(0, 50);
  await expect(bar(elsewhere).getByRole('link', { name })).toBeVisible({ timeout: 20_000 });
  // The first browser hears of it and shows whose timer runs now; it does not take it back.
  await expect(bar(page).getByRole('link', { name })).toBeVisible({ timeout: 20_000 });
  await elsewhere.waitForTimeout(3_000);
  await bar(elsewhere).getByRole('button', { name: 'Stop the timer' }).click();
  await expect(bar(elsewhere).getByText('No timer is running')).toBeVisible();
  const wall = (Date.now() - began) / 1000 + 10;

  const months = [await readMonth(elsewhere, first), await readMonth(elsewhere, second)];
  const segments = months.flatMap((month) => month.entries).filter((one) => Date.parse(one.started_at) > began - 15_000);
  const spans = segments.map((one) => [Date.parse(one.started_at), one.ended_at ? Date.parse(one.ended_at) : Date.now()] as const).sort((a, b) => a[0] - b[0]);
  expect(spans.length).toBeGreaterThanOrEqual(2);
  spans.slice(1).forEach((span, index) => expect(span[0]).toBeGreaterThanOrEqual(spans[index]![1]));
  expect(spans.reduce((sum, [low, high]) => sum + (high - low) / 1000, 0)).toBeLessThanOrEqual(wall);
  await other.close();
});

test('a call becomes a live contact, a late entry says why, and both stand in the month', async ({ page }) => {
  await signIn(page, 'Nora');
  const address = await chartOf(page, quietHomes()[3]!.patient);
  const before = (await readMonth(page, address)).contacts.length; // the demo may have had one on another day of the month
  await expect(page.getByRole('timer')).toBeVisible();
  await page.waitForTimeout(2_000);
  await bar(page).getByRole('button', { name: 'I spoke with…' }).click();
  const dialog = page.getByRole('dialog', { name: 'I spoke with…' });
  // What is no number must not pass for the whole of the running time.
  const minutes = dialog.getByRole('textbox', { name: /Minutes it lasted/ });
  for (const wrong of ['ten', '0']) {
    await minutes.fill(wrong);
    await dialog.getByRole('button', { name: 'Save' }).click();
    await expect(dialog.getByText('Please write a number.')).toBeVisible();
  }
  await minutes.fill('');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('The contact is recorded.')).toBeVisible();
  await expect(page.getByText(new RegExp(`^${before + 1} live contacts?$`))).toBeVisible();

  await page.getByRole('button', { name: 'Add time by hand' }).click();
  const late = page.getByRole('dialog', { name: 'Add time by hand' });
  await late.getByLabel(/Reason/).fill('Called from the car');
  await late.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('table', { name: 'Time entries of the month' })).toContainText('Reason: Called from the car');
  if (process.env.SCREENSHOTS_DIR) await page.screenshot({ path: `${process.env.SCREENSHOTS_DIR}/time-panel.png`, fullPage: true });
});
