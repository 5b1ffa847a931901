/** The page for officers, where they get and check the tool. */
import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { LOCAL_CONTACT } from '../../site/commands/release/settings.ts';

test('says how to reach the operator before anything that asks to call', async ({ page }) => {
  await page.goto('/can-bo/');
  await expect(page.getByText(`Người vận hành đường dây: ${LOCAL_CONTACT}`)).toBeInViewport();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations).toEqual([]);
});
