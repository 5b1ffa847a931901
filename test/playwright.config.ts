import { join, resolve } from 'node:path';
import { defineConfig } from '@playwright/test';
import { builtSiteUrl } from '../site/commands/release/check-dist.ts';
import { findChromium } from './browser/chromium.ts';

const root = resolve(import.meta.dirname, '..');
const chromium = await findChromium();

export default defineConfig({
  testDir: 'browser',
  outputDir: join(root, 'test-results/browser'),
  globalSetup: './browser/line-setup.ts',
  fullyParallel: true,
  workers: 2,
  forbidOnly: true,
  // The slow proofs have a command of their own, so that `npm test` stays under ten minutes on two cores.
  ...(process.env.SLOW ? { grep: /@slow/ } : { grepInvert: /@slow/ }),
  retries: 0,
  // Plenty: sealing and scrypt are slow on a machine that does other things too.
  timeout: 120_000,
  expect: { timeout: 20_000 },
  reporter: process.env.PLAYWRIGHT_REPORT
    ? [['list'], ['json', { outputFile: process.env.PLAYWRIGHT_REPORT }]]
    : [['list']],
  use: {
    baseURL: await builtSiteUrl(),
    locale: 'vi-VN',
    timezoneId: 'Asia/Ho_Chi_Minh',
    viewport: { width: 360, height: 800 },
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: chromium.executablePath,
      args: chromium.args,
      env: { ...process.env, ...chromium.env },
    },
  },
});
