/**
 * Browser tests against a running stack: `vantrexia dev demo --fresh --port 0 -- npm run e2e`.
 *
 * The launcher names the address and the demo's credentials (VANTREXIA_URL, VANTREXIA_CREDENTIALS); E2E_BASE_URL and
 * E2E_CREDENTIALS override them. The browser is the system's Chromium; none is downloaded.
 */
import { defineConfig } from '@playwright/test';

const baseURL = process.env.E2E_BASE_URL ?? process.env.VANTREXIA_URL;
if (!baseURL) throw new Error('Browser tests need a running stack: vantrexia dev demo --port 0 -- npm run e2e');

const junit = process.env.PLAYWRIGHT_JUNIT_OUTPUT_FILE;

export default defineConfig({
  testDir: 'e2e',
  outputDir: 'test-results',
  // One at a time: the tests share a practice, and a small machine runs the stack beside them.
  workers: 1,
  fullyParallel: false,
  retries: 0,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  forbidOnly: Boolean(process.env.CI),
  reporter: junit ? [['list'], ['junit', { outputFile: junit }]] : [['list']],
  use: {
    baseURL,
    locale: 'en-US',
    timezoneId: 'America/Chicago',
    viewport: { width: 1440, height: 900 },
    trace: 'retain-on-failure',
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
      args: [
        '--headless=new', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
        '--disable-component-update', '--disable-sync',
      ],
    },
  },
});
