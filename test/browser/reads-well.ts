import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect } from './line.ts';

/**
 * Fails unless the page, as it stands, has no accessibility violation in light and dark, nothing that sticks out at
 * 320 px or with text at 200 %, and no button so close to a call that a thumb dials by mistake. Leaves it at 360 x 800, in light, with text as it was.
 */
export async function readsWell(page: Page): Promise<void> {
  await page.emulateMedia({ colorScheme: 'light' });
  expect(await axeViolations(page), 'axe, light').toEqual([]);
  await page.emulateMedia({ colorScheme: 'dark' });
  // The scheme changes colours and nothing else.
  expect(await axeViolations(page, ['color-contrast']), 'axe, dark').toEqual([]);
  await page.setViewportSize({ width: 320, height: 640 });
  expect(await overflow(page), 'at 320 px').toEqual([]);
  await page.setViewportSize({ width: 360, height: 800 });
  expect(await touchingCalls(page), 'calls beside other buttons').toEqual([]);
  await enlargeText(page);
  expect(await overflow(page), 'with text at 200 %').toEqual([]);
  await page.evaluate(() => document.documentElement.style.removeProperty('font-size'));
  await page.emulateMedia({ colorScheme: 'light' });
}

async function axeViolations(page: Page, rules?: string[]): Promise<string[]> {
  // Legacy mode spares a second page each time; it matters only to pages with frames, and ours have none.
  const axe = new AxeBuilder({ page }).setLegacyMode();
  const { violations } = await (rules ? axe.withRules(rules) : axe).analyze();
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id} ${target.join(' ')}: ${failureSummary}`),
  );
}

/** What sticks out at the right, unless it stands in a box that scrolls by itself; or a page that hides what sticks out. */
async function overflow(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const { documentElement: root, body } = document;
    const hiding = [root, body].filter((element) => /hidden|clip/.test(getComputedStyle(element).overflowX));
    if (hiding.length > 0) return ['overflow is hidden'];
    if (root.scrollWidth <= root.clientWidth) return [];
    const scrolls = (element: Element | null): boolean =>
      element !== null &&
      element !== body &&
      (/auto|scroll|hidden/.test(getComputedStyle(element).overflowX) || scrolls(element.parentElement));
    const wide = [...body.querySelectorAll('*')].filter(
      (element) =>
        element.getBoundingClientRect().right > root.clientWidth + 0.5 && !scrolls(element.parentElement),
    );
    return wide
      .slice(0, 5)
      .map(
        (element) =>
          `${element.tagName.toLowerCase()}.${element.className}: ${element.textContent?.trim().slice(0, 40)}`,
      );
  });
}

/** Calls with another button less than 8 px above or below. Those in the bar at the bottom stand over the page. */
async function touchingCalls(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const inPage = [...document.querySelectorAll('.act, button')]
      .filter((element) => !element.closest('.bar') && element.checkVisibility())
      .map((element) => ({ element, box: element.getBoundingClientRect() }));
    return inPage
      .filter(({ element }) => element.matches('.call'))
      .flatMap((call) =>
        inPage
          .filter(({ element, box }) => {
            const isBeside = box.left < call.box.right && box.right > call.box.left;
            const gap = Math.max(box.top - call.box.bottom, call.box.top - box.bottom);
            return element !== call.element && isBeside && gap < 8;
          })
          .map(({ element }) => `${element.textContent} touches ${call.element.textContent}`),
      );
  });
}

/** As a reader's own larger text does it: the root font doubles, and all text is expected to follow. */
async function enlargeText(page: Page): Promise<void> {
  const sizes = await page.evaluate(() => {
    const size = (element: Element) => Number.parseFloat(getComputedStyle(element).fontSize);
    const before = size(document.body);
    document.documentElement.style.fontSize = `${size(document.documentElement) * 2}px`;
    return { before, after: size(document.body) };
  });
  expect(sizes.after).toBeCloseTo(sizes.before * 2, 1);
}
