/** Every role signs in and opens whatever it is offered. Before the main job, in which one of them sets up a second factor. */
import { expect, test } from '@playwright/test';
import { fillSignIn, loginOf, patientAddress } from './demo';
import { settled } from './looks';

test('each role begins where its work is, and no screen it can reach is refused to it', async ({ browser, baseURL }) => {
  test.setTimeout(300_000);
  const homes: Record<string, string> = { Nora: '/worklist', Paul: '/worklist', Cleo: '/worklist', Dan: '/worklist', Mia: '/worklist', Ada: '/patients', Bill: '/billing/month', Pat: '/my-readings' };
  for (const [who, home] of Object.entries(homes)) {
    const context = await browser.newContext({ baseURL: baseURL! });
    const page = await context.newPage();
    const refused: string[] = [];
    page.on('response', (response) => {
      if (response.status() === 403 || response.status() >= 500) refused.push(`${response.status()} ${response.url()} at ${page.url()}`);
    });
    await page.goto('/');
    await fillSignIn(page, loginOf(who));
    await expect(page.locator('.side-user')).toBeVisible();
    await expect(page).toHaveURL(new RegExp(`${home}$`));
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    const seen = new Set<string>();
    const open = await page.locator('.side-nav a').evaluateAll((links) => links.map((link) => link.getAttribute('href') ?? ''));
    if (open.includes('/patients')) open.push(await patientAddress(page));
    for (let path = open.shift(); path !== undefined; path = open.shift()) {
      if (seen.has(path)) continue;
      seen.add(path);
      await page.goto(path);
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
      await settled(page);
      await expect(page.getByText('You do not have access to this')).toHaveCount(0);
      open.push(...await page.locator('main nav.tabs a').evaluateAll((links) => links.map((link) => link.getAttribute('href') ?? '')));
    }
    expect(refused).toEqual([]);
    await context.close();
  }
});
