import type { Locator, Page } from '@playwright/test';
import { expect } from './line.ts';

/** Neither the exit above nor the call below covers this. */
export async function standsClear(target: Locator): Promise<void> {
  const clear = await target.evaluate((element) => {
    const { left, top, height } = element.getBoundingClientRect();
    return element.contains(document.elementFromPoint(left + 5, top + height / 2));
  });
  expect(clear, String(target)).toBe(true);
}

/** What has the focus has a ring around it, and neither the exit above nor the call below covers it. */
export async function seesFocus(page: Page): Promise<void> {
  const seen = await page.evaluate(() => {
    const focused = document.activeElement ?? document.body;
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(focused);
    // A link over two lines has two boxes.
    const boxes = [...focused.getClientRects()];
    const shows = (box: DOMRect | undefined, y: number) =>
      focused.contains(document.elementFromPoint((box?.left ?? 0) + (box?.width ?? 0) / 2, y));
    return {
      element: focused.outerHTML.slice(0, 80),
      ring: outlineStyle !== 'none' && parseFloat(outlineWidth) >= 3 && boxShadow !== 'none',
      top: shows(boxes[0], (boxes[0]?.top ?? 0) + 3),
      bottom: shows(boxes.at(-1), (boxes.at(-1)?.bottom ?? 0) - 3),
    };
  });
  expect(seen).toEqual({ element: seen.element, ring: true, top: true, bottom: true });
}

/** Goes on by Tab, seeing the focus at every stop, until `target` has it. */
export async function tabTo(page: Page, target: Locator): Promise<void> {
  for (let presses = 0; presses < 20; presses++) {
    await page.keyboard.press('Tab');
    await seesFocus(page);
    if (await target.evaluate((element) => element === document.activeElement)) return;
  }
  throw new Error(`no way by Tab to ${String(target)}`);
}
