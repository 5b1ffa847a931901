import { type Browser, chromium } from '@playwright/test';
import { findChromium } from '../browser/chromium.ts';

/** The Chromium of the browser tests, for a measurement. */
export async function openBrowser(): Promise<Browser> {
  const { executablePath, env, args } = await findChromium();
  return chromium.launch({ executablePath, args, env: { ...process.env, ...env } });
}
