/** What a person does on the tip page and the reply page, by the words on the screen. */
import type { Page, Request } from '@playwright/test';
import { quoteAll } from '../../site/i18n/quoted-numbers.ts';
import written from '../../site/i18n/tip.vi.json' with { type: 'json' };
import vi from '../../site/i18n/vi.json' with { type: 'json' };
import type { Tip } from '../../site/envelope/tip.ts';
import { ENDPOINTS } from '../../worker/contract/endpoints.ts';
import { TIP_HEADER_SIZE } from '../../worker/contract/tip-header.ts';
import { openSealed, type InboxId } from './mailbox.ts';
import { expect } from './line.ts';

/** What the screen says, its quoted numbers filled in. */
export const words = quoteAll(written, { code: 'vi', words: vi.numbers.split(' '), site: '' });

/** What is typed. `to` is `commune` unless told. */
export interface Writing {
  text: string;
  where?: string;
  when?: string;
  category?: keyof typeof words.categories;
  to?: 'commune' | 'province';
}

const TO = { commune: 'Công an xã Lùng Phình', province: words.toProvince } as const;

/** Opens the tip page and fills it in, without sending. */
export async function writeTip(
  page: Page,
  { text, where, when, category, to = 'commune' }: Writing,
): Promise<void> {
  await openForm(page);
  await page.getByRole('radio', { name: TO[to] }).check();
  if (category) await page.getByRole('radio', { name: words.categories[category] }).check();
  await textField(page).fill(text);
  if (where) await page.getByLabel(words.where).fill(where);
  if (when) await page.getByLabel(words.when).fill(when);
}

/** Opens the tip page, goes past the words before the form, and has all questions on one page. */
export async function openForm(page: Page): Promise<void> {
  await startTip(page);
  await page.getByRole('button', { name: words.flow.onePage }).click();
}

/** Opens the tip page, or another one with the same widget, and goes on to the first question. */
export async function startTip(page: Page, address = '/bao-tin/'): Promise<void> {
  await page.goto(address);
  await page.getByRole('button', { name: words.start }).click();
}

export const heading = (page: Page, name: string) => page.getByRole('heading', { name, exact: true });
export const press = (page: Page, name: string, at = 0) =>
  page.getByRole('button', { name, exact: true }).nth(at).click();
/** The last look before sending. */
export const lookScreen = (page: Page) => heading(page, words.exposures.title);

export const textField = (page: Page) => page.getByLabel(words.text);
export const sendButton = (page: Page) => page.getByRole('button', { name: words.send });
export const receiptBox = (page: Page) => page.getByRole('list').filter({ hasText: /^\s*(\d\s*){20}$/ });

// Proof of work, scrypt and sealing, on a machine that does other things too.
const SENDING = { timeout: 100_000 };

/** Sends what is written and returns the receipt, 20 digits, as soon as it shows. */
export async function sendTip(page: Page): Promise<string> {
  await sendButton(page).click();
  return shownReceipt(page);
}

export async function shownReceipt(page: Page): Promise<string> {
  await expect(page.getByRole('heading', { name: words.sent })).toBeVisible(SENDING);
  return (await receiptBox(page).innerText()).replace(/\D/g, '');
}

/** Opens the reply page, types a receipt, asks, and returns the answer: a heading once the tip is found. */
export async function askStatus(page: Page, receipt: string): Promise<string> {
  await page.goto('/bao-tin/tra-loi/');
  await page.getByLabel(words.checkReceipt).fill(receipt);
  await page.getByRole('button', { name: words.checkButton }).click();
  const answer = page.getByRole('main').locator('h2, [role=status]').first();
  await expect(answer).not.toHaveText(/^$|%$/, SENDING);
  return answer.innerText();
}

/** The phone numbers inside the widget, not those of the bar that is on every page. */
export const offeredPhones = (page: Page) => page.getByRole('main').locator('a[href^="tel:"]:visible');

/** The `?`-less address of every tip request. */
export const TIPS = `**${ENDPOINTS.tips}`;

/** The age file of a tip request; the head before it holds the proof, which may change from try to try. */
export function ageOf(request: Request): Buffer {
  return (request.postDataBuffer() ?? Buffer.alloc(0)).subarray(TIP_HEADER_SIZE);
}

/** Opens what a tip request carries, as the police would. */
export async function tipIn(request: Request, inbox: InboxId = 'lung-phinh'): Promise<Tip> {
  return openSealed(inbox, ageOf(request));
}
