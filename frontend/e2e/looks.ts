/** How a screen is judged: WCAG 2.1 A and AA by axe, nothing but tables scrolls sideways, and no word of another language. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect, type Page } from '@playwright/test';
import en from '../src/lib/locales/en';
import es from '../src/lib/locales/es';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/**
 * Left out: React Aria's announcer. For seven seconds it keeps what it said as `<div role="img" aria-labelledby="ID">` with the
 * id of the button that was busy; when that button went with its screen the id is nobody's, and axe calls the remains an
 * image without a name (role-img-alt). It was spoken already and is read by nobody any more.
 */
const ANNOUNCER = '[data-live-announcer]';

export async function expectAccessible(page: Page): Promise<void> {
  await stopped(page);
  await page.evaluate(axeSource);
  const found = await page.evaluate(async (announcer) => {
    const { axe } = window as unknown as { axe: { run: (context: unknown, options: unknown) => Promise<{ violations: { id: string; nodes: { html: string; failureSummary: string }[] }[] }> } };
    const { violations } = await axe.run({ include: document, exclude: [[announcer]] }, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'] });
    return violations.map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map((node) => `${node.html.slice(0, 140)} — ${node.failureSummary.slice(0, 160)}`).join(' | ')}`);
  }, ANNOUNCER);
  expect(found).toEqual([]);
}

export async function settled(page: Page): Promise<void> {
  await expect(page.locator('.skeleton')).toHaveCount(0);
}

/** Colours have arrived: between light and dark a button has neither's for a tenth of a second, and axe measures what it sees. */
async function stopped(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const frame = () => new Promise((done) => requestAnimationFrame(done));
    await frame();
    await frame(); // by now a new colour scheme has begun its transitions
    const running = document.getAnimations().filter((one) => one instanceof CSSTransition);
    await Promise.allSettled(running.map((one) => one.finished));
  });
}

export async function expectNoSideways(page: Page): Promise<void> {
  expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0);
}

/** Nothing to press or to fill in lies beyond the screen's edge, but in tables and bars of tabs, which scroll by themselves. */
export async function expectReachable(page: Page): Promise<void> {
  const beyond = await page.evaluate(() => {
    const scrolls = (element: Element) => {
      for (let at = element.parentElement; at; at = at.parentElement) {
        if (/auto|scroll/.test(getComputedStyle(at).overflowX) && at.scrollWidth > at.clientWidth) return true;
      }
      return false;
    };
    return [...document.querySelectorAll('button, a[href], input, textarea')]
      .filter((element) => !element.closest('.visually-hidden, [aria-hidden=true]') && !scrolls(element))
      .map((element) => ({ name: element.textContent.trim() || element.getAttribute('aria-label'), right: element.getBoundingClientRect().right }))
      .filter(({ right }) => right > window.innerWidth + 1);
  });
  expect(beyond).toEqual([]);
}

/** Light and dark judged by axe, then narrow: the page does not scroll sideways. Leaves the page wide and light. */
export async function expectLooks(page: Page): Promise<void> {
  await settled(page);
  await expectAccessible(page);
  await page.emulateMedia({ colorScheme: 'dark' });
  await expectAccessible(page);
  await page.emulateMedia({ colorScheme: 'light' });
  const wide = page.viewportSize();
  await page.setViewportSize({ width: 390, height: 844 });
  await expectNoSideways(page);
  if (wide) await page.setViewportSize(wide);
}

function walk(node: unknown, path = ''): [string, string][] {
  if (typeof node === 'string') return [[path, node]];
  return Object.entries(node as Record<string, unknown>).flatMap(([key, value]) => walk(value, `${path}.${key}`));
}

/** Every run of at least three words the English catalogue says otherwise than the Spanish one. The demo's payers are named by their kinds. */
const spanish = new Map(walk(es));
const ENGLISH = walk(en).filter(([key]) => !key.includes('.payerKinds.')).flatMap(([key, text]) => text.split(/\{\{\w+\}\}/).map((part) => part.trim()).filter((part) => part.split(' ').length >= 3 && !spanish.get(key)?.includes(part)));

/** What the catalogue says is on screen in Spanish, without a bare key; names and the server's words are judged elsewhere. */
export async function expectSpanish(page: Page): Promise<void> {
  await settled(page);
  const text = await page.locator('body').innerText();
  expect(ENGLISH.filter((words) => text.includes(words))).toEqual([]);
  expect(text.match(/\b[a-z]+[A-Za-z]*\.[a-z]+[A-Za-z]*\.[a-z]+\b/g) ?? []).toEqual([]);
}
