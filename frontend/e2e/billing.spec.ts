/** From a patient at risk to a paid claim: every step on screen, the clearinghouse a process of its own. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test, type Page } from '@playwright/test';
import { signIn } from './demo';
import { expectLooks } from './looks';

const installed = fileURLToPath(new URL('../../.venv/bin/vantrexia-sim', import.meta.url));
const simulator = existsSync(installed) ? installed : 'vantrexia-sim';

/** One press asks for a call to the first patient at risk whom nobody calls yet; it is then on the worklist. */
async function askForCall(page: Page): Promise<void> {
  await page.goto('/billing/at-risk');
  const row = page.getByRole('row').filter({ has: page.getByRole('button', { name: 'Ask for a call' }) }).first();
  const patient = (await row.getByRole('link').first().textContent()) ?? '';
  await row.getByRole('button', { name: 'Ask for a call' }).click();
  await expect(page.getByText('The call is on the work list.').first()).toBeVisible();
  await page.goto('/billing/work?kind=outreach');
  await expect(page.getByRole('row').filter({ hasText: patient }).first()).toBeVisible();
}

/** The newest month with something ready to send, as YYYY-MM; the month before the running one at the earliest. */
async function findReadyMonth(page: Page): Promise<string> {
  for (let back = 0; back < 2; back += 1) {
    const at = new Date();
    at.setUTCDate(1);
    at.setUTCMonth(at.getUTCMonth() - back);
    const month = at.toISOString().slice(0, 7);
    await page.goto(`/billing/month?month=${month}`);
    const count = page.locator('.bucket-ready .bucket-count');
    await expect(count).toBeVisible();
    if (Number(await count.textContent()) >= 2) return month;
  }
  throw new Error('The demo has nothing that is ready to send.');
}

/** Claims of the month, the file of all that are ready, its text; the file counts as sent. */
async function sendFile(page: Page, month: string, inbox: string): Promise<string[]> {
  await page.goto(`/billing/claims?month=${month}`);
  await page.getByRole('button', { name: 'Build claims' }).click();
  await expect(page.getByText(/claims? (is|are) ready/)).toBeVisible();
  await page.goto(`/billing/claims?month=${month}&status=ready`);
  const heads = page.getByRole('table', { name: 'Claims', exact: true }).getByRole('rowheader');
  await expect(heads.first()).toBeVisible();
  const numbers = await heads.allTextContents();
  expect(numbers.length).toBeGreaterThanOrEqual(2);
  await page.getByRole('button', { name: 'File of all that are ready' }).click();
  await expect(page.getByRole('button', { name: 'Download 837P' })).toBeVisible();
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download 837P' }).click();
  const file = await download;
  expect(file.suggestedFilename()).toMatch(/^RPM\d{8}-\d{6}\.837$/);
  await file.saveAs(join(inbox, file.suggestedFilename()));
  await page.getByRole('button', { name: 'Mark as sent' }).click();
  await expect(page.getByText('The file counts as sent.')).toBeVisible();
  return numbers;
}

/** The stand-in pays what it is sent and denies the one claim named. It knows the file and nothing of the server. */
function runClearinghouse(folder: string, denied: string): void {
  const scenario = join(folder, 'scenario.toml');
  writeFileSync(scenario, `[[rules]]\nclaim = "${denied}"\ndeny = "50"\n`);
  execFileSync(simulator, ['clearinghouse', join(folder, 'claims'), join(folder, 'answers'), '--scenario', scenario], { timeout: 120_000 });
}

async function upload(page: Page, button: string, files: string[], told: string): Promise<void> {
  for (const file of files) {
    const chooser = page.waitForEvent('filechooser');
    await page.getByRole('button', { name: button }).click();
    await (await chooser).setFiles(file);
    await expect(page.getByText(told).first()).toBeVisible();
    await page.getByRole('button', { name: 'Close', exact: true }).first().click();
  }
}

test('from at risk to paid: a call, claims, the file, its answers, the payment, and the denial on the worklist', async ({ page }) => {
  test.setTimeout(300_000);
  const folder = mkdtempSync(join(tmpdir(), 'clearinghouse-'));
  const inbox = join(folder, 'claims');
  mkdirSync(inbox);
  try {
    await signIn(page, 'Bill', '/billing');
    await askForCall(page);
    const month = await findReadyMonth(page);
    const [denied = ''] = await sendFile(page, month, inbox);
    const address = page.url();
    runClearinghouse(folder, denied);
    const answers = (suffix: string) => readdirSync(join(folder, 'answers')).filter((name) => name.endsWith(suffix)).sort().map((name) => join(folder, 'answers', name));

    await upload(page, 'Upload 999 or 277CA', [...answers('.999'), ...answers('.277ca')], 'The answer is read.');
    await expect(page.getByRole('row', { name: /999 \(file\).*Accepted/ })).toBeVisible();
    await expect(page.getByRole('row', { name: /277CA \(claims\)/ })).toBeVisible();

    const payments = answers('.835');
    expect(payments.length).toBeGreaterThanOrEqual(1);
    for (const payment of payments) {
      await page.goto('/billing/remittances');
      await upload(page, 'Upload 835', [payment], 'The payment is posted.');
      await expect(page.getByText('The postings come to the payment.')).toBeVisible();
    }
    await expectLooks(page);
    // The same file once more posts nothing.
    await page.goto('/billing/remittances');
    await upload(page, 'Upload 835', payments.slice(0, 1), 'This payment was posted before; nothing was posted now.');
    // A file that was damaged on its way is refused whole, with the place.
    await page.goto('/billing/remittances');
    const broken = join(folder, 'broken.835');
    writeFileSync(broken, 'ISA*00*broken');
    const chooser = page.waitForEvent('filechooser');
    await page.getByRole('button', { name: 'Upload 835' }).click();
    await (await chooser).setFiles(broken);
    await expect(page.getByRole('alert').filter({ hasText: 'Refused whole; nothing was changed.' })).toBeVisible();

    // The claim is paid, and so is its line.
    await page.goto(`/billing/claims?month=${month}&status=paid`);
    await page.getByRole('table', { name: 'Claims', exact: true }).getByRole('rowheader').first().getByRole('link').click();
    await page.getByRole('table', { name: 'Lines' }).getByRole('rowheader').first().getByRole('link').click();
    await expect(page.getByText('Paid', { exact: true }).first()).toBeVisible();
    await expectLooks(page);

    // The denial waits with its reason and the next step, and can be appealed.
    await page.goto(address);
    await expectLooks(page);
    await page.getByRole('row').filter({ hasText: denied }).getByRole('link').first().click();
    await expect(page.getByText('Denied', { exact: true }).first()).toBeVisible();
    await expectLooks(page);
    const patient = (await page.locator('.fact').filter({ hasText: 'Patient' }).first().getByRole('link').textContent()) ?? '';
    await page.goto('/billing/work?kind=denial');
    const item = page.getByRole('row').filter({ hasText: patient }).filter({ hasText: 'was denied' }).first();
    await expect(item).toContainText('Next step:');
    await item.getByRole('link').first().click();
    await expect(page.getByLabel('Note')).toBeVisible();
    await expectLooks(page);
    await page.getByLabel('Note').fill('Asked the practice for the diagnosis');
    await page.getByRole('button', { name: 'Add the note' }).click();
    await expect(page.locator('.steps').getByText('Asked the practice for the diagnosis')).toBeVisible();
    await page.getByRole('button', { name: 'Appeal letter' }).click();
    await expect(page.getByRole('dialog', { name: 'Appeal letter' }).getByText('Attached:')).toBeVisible();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('what is wrong in a form goes while it is mended, so that the button stays under the click', async ({ page }) => {
  await signIn(page, 'Bill', '/billing/setup');
  await page.getByRole('button', { name: 'Add a payer' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name').fill('Mended Health (demo)');
  await dialog.getByLabel('Payer id').fill('60054');
  const days = dialog.getByLabel('Days to file');
  await days.fill('1234');
  await dialog.getByRole('button', { name: 'Save' }).click();
  const wrong = dialog.locator('.field-error');
  await expect(wrong).toBeVisible();
  await days.fill('180');
  await expect(days).toBeFocused();
  await expect(wrong).toBeHidden();
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog).toBeHidden();
});
