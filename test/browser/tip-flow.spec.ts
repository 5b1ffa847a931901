/** One question a screen: by taps, by keys, back and forth, and the exercise that sends nothing. */
import type { Page } from '@playwright/test';
import { readReceipt } from '../../site/envelope/receipt.ts';
import { seesFocus, standsClear, tabTo } from './in-sight.ts';
import { expect, test } from './line.ts';
import { readsWell } from './reads-well.ts';
import {
  openForm,
  receiptBox,
  sendButton,
  sendTip,
  shownReceipt,
  startTip,
  textField,
  tipIn,
  TIPS,
  words,
  writeTip,
} from './tip-page.ts';

const { flow } = words;
const COMMUNE = 'Công an xã Lùng Phình';
const HEADINGS = [flow.danger, words.category, flow.where, flow.when, words.text, words.readers];
const LAST = HEADINGS.length - 1;

const radio = (page: Page, name: string) => page.getByRole('radio', { name });
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const next = (page: Page) => button(page, flow.next).click();

/** The screen of a question, and that it says how far it is. */
async function onStep(page: Page, step: number): Promise<void> {
  await expect(page.getByRole('heading', { level: 2, name: HEADINGS[step] })).toBeFocused();
  const said = flow.step.replace('{at}', String(step + 1)).replace('{of}', String(HEADINGS.length));
  await expect(page.getByRole('status').filter({ hasText: said })).toBeVisible();
}

/** What is entered on each screen; `fill` is a tap on keys of the phone. */
const enter = [
  async () => {},
  async (page: Page) => radio(page, words.categories.sale).check(),
  async (page: Page) => {
    await radio(page, COMMUNE).check();
    await page.getByLabel(words.where).fill('Bên suối');
  },
  async (page: Page) => {
    await radio(page, flow.periods.week).check();
    await page.getByLabel(words.when).fill('buổi tối');
    await radio(page, flow.ongoings.yes).check();
  },
  async (page: Page) => textField(page).fill('Người lạ bán gói nhỏ'),
  async () => {},
];

/** What stands there when someone comes back to a screen. */
const entered = [
  async () => {},
  async (page: Page) => expect(radio(page, words.categories.sale)).toBeChecked(),
  async (page: Page) => {
    await expect(radio(page, COMMUNE)).toBeChecked();
    await expect(page.getByLabel(words.where)).toHaveValue('Bên suối');
  },
  async (page: Page) => {
    await expect(radio(page, flow.periods.week)).toBeChecked();
    await expect(page.getByLabel(words.when)).toHaveValue('buổi tối');
    await expect(radio(page, flow.ongoings.yes)).toBeChecked();
  },
  async (page: Page) => expect(textField(page)).toHaveValue('Người lạ bán gói nhỏ'),
  async (page: Page) => expect(page.locator('.readers')).toContainText(COMMUNE),
];

/** From the first screen to the last, entering everything. */
async function fillAll(page: Page): Promise<void> {
  await startTip(page);
  for (const [step, write] of enter.entries()) {
    await onStep(page, step);
    await write(page);
    if (step === 0) await button(page, flow.safe).click();
    else if (step < LAST) await next(page);
  }
}

test('six screens by taps alone make a tip', async ({ page }) => {
  await fillAll(page);
  const sent = page.waitForRequest(TIPS);
  await sendButton(page).click();
  await shownReceipt(page);
  await expect(page).toHaveURL('/');
  expect(await tipIn(await sent)).toMatchObject({
    inbox: 'lung-phinh',
    category: 'sale',
    text: 'Người lạ bán gói nhỏ',
    where: 'Bên suối',
    when: 'tuần này; buổi tối; vẫn còn',
  });
});

test('writing to the line looks like reading: requests take the connection the page came by, and no cookie is set', async ({
  page,
  context,
}) => {
  await page.addInitScript(() => {
    const modes: string[] = [];
    Object.assign(window, { modes });
    const ask = window.fetch;
    window.fetch = (...given) => {
      const [address, options] = given;
      if (typeof address === 'string' && address.startsWith('/api/')) modes.push(options?.credentials ?? '');
      return ask(...given);
    };
  });
  const setting: string[] = [];
  page.on('response', (response) => {
    if ('set-cookie' in response.headers()) setting.push(response.url());
  });
  await writeTip(page, { text: 'Một việc' });
  await sendTip(page);
  const modes = await page.evaluate(() => (window as unknown as { modes: string[] }).modes);
  expect(modes.length).toBeGreaterThan(0);
  // With 'omit' Chromium and Firefox open a connection of its own for these.
  expect(new Set(modes)).toEqual(new Set(['same-origin']));
  expect(setting).toEqual([]);
  expect(await context.cookies()).toEqual([]);
});

test('only who gets it and what happened have to be answered', async ({ page }) => {
  await startTip(page);
  await button(page, flow.safe).click();
  await next(page);
  await onStep(page, 2);
  await next(page);
  await expect(page.getByText(words.toMissing)).toBeVisible();
  await expect(page.getByRole('group', { name: words.to })).toBeFocused();
  await radio(page, words.toProvince).check();
  await expect(page.getByText(words.toMissing)).toHaveCount(0);
  await next(page);
  await next(page);
  await onStep(page, 4);
  await expect(page.getByText(words.textMissing)).toHaveCount(0);
  await next(page);
  await expect(page.getByText(words.textMissing)).toBeVisible();
  await expect(textField(page)).toBeFocused();
  await textField(page).fill('Chỉ chừng này');
  await next(page);
  await onStep(page, LAST);
  const sent = page.waitForRequest(TIPS);
  await sendButton(page).click();
  await shownReceipt(page);
  expect(await tipIn(await sent, 'lao-cai')).toMatchObject({ category: 'other', where: null, when: null });
});

for (const language of ['', '/en']) {
  for (const place of ['', '#noi=hai-phong/lac-phuong', '#noi=lao-cai/lung-phinh']) {
    test(`who is in danger is told to call 113 or 115 first: ${language}/bao-tin/${place}`, async ({
      page,
    }) => {
      await page.setViewportSize({ width: 360, height: 640 });
      await page.goto(`${language}/bao-tin/${place}`);
      // Before anything is pressed, too.
      await expect(page.locator('.danger a')).toHaveText(['113', '115']);
      await page.locator('#tin button').click();
      const calls = page.locator('.in-danger a');
      await expect(calls).toHaveText([/113$/, /115$/]);
      expect(await calls.evaluateAll((all) => all.map((link) => link.getAttribute('href')))).toEqual([
        'tel:113',
        'tel:115',
      ]);
      for (const call of await calls.all()) {
        await expect(call).toBeInViewport({ ratio: 1 });
        await standsClear(call);
      }
      // On the smallest phone, beside the words of a trial run, the digits at least.
      await page.setViewportSize({ width: 320, height: 568 });
      for (const digits of await page.locator('.in-danger b').all()) await standsClear(digits);
    });
  }
}

test("the phone's own Back key goes one screen back at each step, forward comes again, and nothing is lost", async ({
  page,
}) => {
  await page.goto('/duong-day-nong/');
  await fillAll(page);
  for (let step = LAST - 1; step >= 0; step--) {
    await page.goBack();
    await onStep(page, step);
    await entered[step]?.(page);
  }
  for (let step = 1; step <= LAST; step++) {
    await page.goForward();
    await onStep(page, step);
    await entered[step]?.(page);
  }
  // The addresses tell nothing of the screens, and an entry holds a number.
  await expect(page).toHaveURL('/bao-tin/');
  expect(await page.evaluate(() => history.state as unknown)).toBe(LAST);
  for (let step = LAST; step > 0; step--) await page.goBack();
  await onStep(page, 0);
  await page.goBack();
  await expect(page).toHaveURL('/duong-day-nong/');
});

test('the Back button on the screen does the same', async ({ page }) => {
  await fillAll(page);
  for (let step = LAST - 1; step >= 0; step--) {
    await button(page, flow.back).click();
    await onStep(page, step);
    await entered[step]?.(page);
  }
  await expect(button(page, flow.back)).toHaveCount(0);
});

test('the Back key while a tip is under way stops it, and everything is still there', async ({ page }) => {
  await page.route(TIPS, () => undefined);
  await fillAll(page);
  const sent = page.waitForRequest(TIPS);
  const ended = page.waitForEvent('requestfailed', (request) => request.url().endsWith('/api/tips'));
  await sendButton(page).click();
  await sent;
  await page.goBack();
  await ended;
  await onStep(page, LAST - 1);
  await entered[LAST - 1]?.(page);
});

test('the way to the main part is no step back: it stops no tip under way and changes no screen', async ({
  page,
}) => {
  await page.route(TIPS, () => undefined);
  await fillAll(page);
  const skip = page.getByRole('link', { name: 'Tới nội dung chính' });
  await skip.focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('main')).toBeFocused();
  await expect(page.getByRole('heading', { level: 2, name: HEADINGS[LAST] })).toBeVisible();
  const sent = page.waitForRequest(TIPS);
  await sendButton(page).click();
  await sent;
  await skip.focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('main')).toBeFocused();
  await expect(page.getByRole('heading', { name: words.sending })).toBeVisible();
  await expect(page).toHaveURL('/bao-tin/');
});

test('after the receipt, Back leaves the page and shows nothing of it', async ({ page }) => {
  await page.route(TIPS, (route) =>
    route.fulfill({ status: 202, contentType: 'application/json', body: '{}' }),
  );
  await page.goto('/duong-day-nong/');
  await fillAll(page);
  await sendButton(page).click();
  await shownReceipt(page);
  await expect(page).toHaveURL('/');
  await expect(receiptBox(page)).toBeVisible();
  await page.goBack();
  await expect(page).toHaveURL('/duong-day-nong/');
});

test('everything on one page and back to one by one keeps what was entered', async ({ page }) => {
  await fillAll(page);
  await button(page, flow.onePage).click();
  await expect(page.getByRole('heading', { name: words.write })).toBeFocused();
  for (const check of entered) await check(page);
  await textField(page).fill('Viết lại ở đây');
  await radio(page, words.toProvince).check();
  await radio(page, flow.periods.today).check();
  await button(page, flow.oneByOne).click();
  await onStep(page, LAST);
  await expect(page.locator('.readers')).toContainText('Chỉ Công an tỉnh Lào Cai');
  await page.goBack();
  await expect(textField(page)).toHaveValue('Viết lại ở đây');
  await page.goBack();
  await expect(radio(page, flow.periods.today)).toBeChecked();
  await expect(page.getByLabel(words.when)).toHaveValue('buổi tối');
});

test('what is erased on the one page is asked for again before sending', async ({ page }) => {
  const requests: string[] = [];
  page.on('request', (request) => requests.push(new URL(request.url()).pathname));
  await fillAll(page);
  await button(page, flow.onePage).click();
  await textField(page).fill('  ');
  await button(page, flow.oneByOne).click();
  await onStep(page, LAST);
  await sendButton(page).click();
  await onStep(page, 4);
  await expect(page.getByText(words.textMissing)).toBeVisible();
  await expect(textField(page)).toHaveAccessibleDescription(new RegExp(words.textMissing));
  expect(requests).not.toContain('/api/tips');
});

test('a tip can be written and sent with the keyboard alone, screen by screen', async ({ page }) => {
  const press = async (...keys: string[]) => {
    for (const key of keys) await page.keyboard.press(key);
  };
  await page.goto('/bao-tin/');
  await press('Tab');
  await expect(page.getByRole('link', { name: 'Thoát' }), 'the exit comes first').toBeFocused();
  await tabTo(page, button(page, words.start));
  await press('Enter');
  await onStep(page, 0);
  await seesFocus(page);
  await tabTo(page, button(page, flow.safe));
  await press('Enter');
  await onStep(page, 1);
  await tabTo(page, radio(page, words.categories.use));
  await press('Space', 'ArrowDown');
  await expect(radio(page, words.categories.sale)).toBeChecked();
  await tabTo(page, button(page, flow.next));
  await press('Space');
  await onStep(page, 2);
  await tabTo(page, radio(page, COMMUNE));
  await press('Space', 'ArrowDown');
  await expect(radio(page, words.toProvince)).toBeChecked();
  await press('ArrowUp');
  await tabTo(page, page.getByLabel(words.where));
  await page.keyboard.type('Dưới cầu');
  // A slip of the thumb in a small field must neither send nor go on.
  await press('Enter');
  await expect(page.getByLabel(words.where)).toBeFocused();
  await tabTo(page, button(page, flow.next));
  await press('Enter');
  await onStep(page, 3);
  await tabTo(page, button(page, flow.next));
  await press('Enter');
  await tabTo(page, textField(page));
  await page.keyboard.type('Gõ bằng phím');
  await press('Enter');
  await page.keyboard.type('hai dòng');
  await tabTo(page, button(page, flow.back));
  await tabTo(page, button(page, flow.next));
  await press('Enter');
  await onStep(page, LAST);
  await tabTo(page, sendButton(page));
  const sent = page.waitForRequest(TIPS);
  await press('Enter');
  await shownReceipt(page);
  await expect(page.getByRole('heading', { name: words.sent })).toBeFocused();
  expect(await tipIn(await sent)).toMatchObject({
    inbox: 'lung-phinh',
    category: 'sale',
    text: 'Gõ bằng phím\nhai dòng',
    where: 'Dưới cầu',
    when: null,
  });
  await tabTo(page, button(page, words.done));
  await press('Space');
  await page.waitForURL('/');
});

test('every screen reads well for everybody, with large text too', async ({ page }) => {
  test.setTimeout(240_000);
  await startTip(page);
  for (const [step, write] of enter.entries()) {
    await onStep(page, step);
    await readsWell(page);
    await write(page);
    if (step === 0) await button(page, flow.safe).click();
    else if (step < LAST) await next(page);
  }
  await button(page, flow.onePage).click();
  await readsWell(page);
});

test('loading the page again in the middle begins anew, and Back leaves it', async ({ page }) => {
  await page.goto('/duong-day-nong/');
  await fillAll(page);
  await page.reload();
  await expect(button(page, words.start)).toBeVisible();
  await expect.poll(() => page.evaluate(() => history.state as unknown)).toBeNull();
  await page.goBack();
  await expect(page).toHaveURL('/duong-day-nong/');
});

test.describe('read aloud', () => {
  const withVoices = (page: Page, voices: { lang: string; localService: boolean }[]) =>
    page.addInitScript((given) => {
      const said: string[] = [];
      Object.defineProperty(window, 'said', { value: said });
      Object.defineProperty(window, 'SpeechSynthesisUtterance', {
        value: class {
          text: string;
          constructor(text: string) {
            this.text = text;
          }
        },
      });
      Object.defineProperty(window, 'speechSynthesis', {
        value: {
          getVoices: () => given,
          speak: ({ text }: { text: string }) => said.push(text),
          cancel: () => said.push('(stop)'),
        },
      });
    }, voices);
  const said = (page: Page) => page.evaluate(() => (window as unknown as { said: string[] }).said);

  test('each question can be read aloud by a voice of this device, never what was typed', async ({
    page,
  }) => {
    await withVoices(page, [
      { lang: 'en-US', localService: true },
      { lang: 'vi-VN', localService: true },
    ]);
    await startTip(page);
    await button(page, flow.listen).click();
    expect(await said(page)).toEqual(expect.arrayContaining([flow.danger, flow.dangerHint]));
    await button(page, flow.stopListening).click();
    expect((await said(page)).at(-1)).toBe('(stop)');
    await button(page, flow.safe).click();
    await button(page, flow.listen).click();
    const heard = await said(page);
    expect(heard.filter((text) => text.startsWith(words.category))).toHaveLength(1);
    for (const category of Object.values(words.categories)) expect(heard).toContain(category);
    await next(page);
    await expect.poll(async () => (await said(page)).at(-1), 'the next screen stops it').toBe('(stop)');
    await radio(page, COMMUNE).check();
    await page.getByLabel(words.where).fill('Chỗ kín');
    await button(page, flow.listen).click();
    expect((await said(page)).join('\n')).toContain(words.toProvince);
    expect((await said(page)).join('\n')).not.toContain('Chỗ kín');
  });

  test('without such a voice there is no button', async ({ page }) => {
    await withVoices(page, [
      { lang: 'vi-VN', localService: false },
      { lang: 'en-US', localService: true },
    ]);
    await startTip(page);
    await onStep(page, 0);
    await expect(button(page, flow.listen)).toHaveCount(0);
  });
});

test.describe('the place that a link names', () => {
  for (const mark of ['#', '?']) {
    test(`is the place chosen, and goes out of the address (${mark})`, async ({ page }) => {
      await startTip(page, `/bao-tin/${mark}noi=lao-cai/lung-phinh`);
      await expect(page).toHaveURL('/bao-tin/');
      await button(page, flow.onePage).click();
      await expect(radio(page, COMMUNE)).toBeVisible();
      await expect(radio(page, COMMUNE)).not.toBeChecked();
      await expect(page.locator('.notice')).toHaveCount(0);
    });
  }

  test('without an inbox: it says so, offers its province, and chooses nothing by itself', async ({
    page,
  }) => {
    await startTip(page, '/bao-tin/#noi=lao-cai/noi-khac');
    await button(page, flow.onePage).click();
    await expect(page.getByText(flow.closedPlace.replace('{label}', 'Công an tỉnh Lào Cai'))).toBeVisible();
    await expect(page.getByRole('radio', { name: COMMUNE })).toHaveCount(0);
    await expect(page.getByRole('group', { name: words.to }).getByRole('radio')).toHaveCount(1);
    await expect(page.getByRole('group', { name: words.to }).getByRole('radio')).not.toBeChecked();
    // Whoever came by the wrong link finds the commune in the list.
    await page.getByLabel(words.choosePlace).selectOption('xã Lùng Phình');
    await expect(page.locator('.notice')).toHaveCount(0);
    await radio(page, COMMUNE).check();
  });

  test('in a province without inbox: it says so, and to call', async ({ page }) => {
    await startTip(page, '/bao-tin/#noi=gia-lai/noi-khac');
    await button(page, flow.onePage).click();
    await expect(page.getByText(flow.closed)).toBeVisible();
    await expect(page.getByLabel(words.choosePlace)).toHaveValue('');
    await expect(page.getByRole('group', { name: words.to }).getByRole('radio')).toHaveCount(0);
  });

  /** Every number that shows, by its address. */
  const numbers = (page: Page) =>
    page
      .locator('a[href^="tel:"]:visible')
      .evaluateAll((all) =>
        [...new Set(all.map((link) => link.getAttribute('href') ?? ''))].toSorted((a, b) => (a < b ? -1 : 1)),
      );
  const HOTLINES = ['tel:0692506112', 'tel:0692509489'];

  for (const language of ['', '/en']) {
    test(`in another province sees no number of Lào Cai on any screen (${language}/)`, async ({ page }) => {
      await page.goto('/dia-ban/hai-phong/lac-phuong/');
      const link = await page.locator('a.act.tip').first().getAttribute('href');
      await page.goto(language + link);
      await expect(page).toHaveURL(`${language}/bao-tin/`);
      await expect.poll(() => numbers(page)).toEqual(['tel:113', 'tel:115']);
      await page.locator('#tin button').click();
      for (const shown of [['tel:113', 'tel:115'], ['tel:113'], ['tel:113']]) {
        await expect.poll(() => numbers(page)).toEqual(shown);
        await page.locator('#cau-hoi ~ .ways .act').click();
      }
    });
  }

  test('in Lào Cai sees its province’s numbers, each with its name', async ({ page }) => {
    await startTip(page, '/bao-tin/#noi=lao-cai/noi-khac');
    await expect.poll(() => numbers(page)).toEqual([...HOTLINES, 'tel:113', 'tel:115']);
    await expect(page.getByRole('complementary').getByRole('link')).toHaveText([/Lào Cai/, /Lào Cai/]);
  });

  test('that the person chooses takes the place of the one that the link named', async ({ page }) => {
    await page.route(TIPS, (route) =>
      route.fulfill({ status: 429, headers: { 'Retry-After': '3600' }, body: '{"e":"slow"}' }),
    );
    await startTip(page, '/bao-tin/#noi=hai-phong/lac-phuong');
    await button(page, flow.onePage).click();
    await expect.poll(() => numbers(page)).toEqual(['tel:113']);
    await page.getByLabel(words.choosePlace).selectOption('xã Lùng Phình');
    await expect.poll(() => numbers(page)).toEqual(HOTLINES);
    // A slip of the thumb can be mended.
    await page.getByLabel(words.choosePlace).selectOption('');
    await expect.poll(() => numbers(page)).toEqual(['tel:113']);
    await page.getByLabel(words.choosePlace).selectOption('xã Lùng Phình');
    await radio(page, words.toProvince).check();
    await textField(page).fill('Một việc');
    await sendButton(page).click();
    await expect(page.getByText(words.full)).toBeVisible({ timeout: 60_000 });
    await expect(page.getByRole('main').locator('.phones a')).toHaveText([
      /tỉnh Lào Cai.*0692\.509\.489/,
      /tỉnh Lào Cai.*0692\.506\.112/,
    ]);
  });

  test('that nobody named gives 113 until someone chooses who reads the tip', async ({ page }) => {
    await openForm(page);
    await expect.poll(() => numbers(page)).toEqual(['tel:113']);
    await radio(page, COMMUNE).check();
    await expect.poll(() => numbers(page)).toEqual(HOTLINES);
  });

  test('that another link names without a new page takes its place, and goes out of the address', async ({
    page,
  }) => {
    await startTip(page, '/bao-tin/#noi=lao-cai/lung-phinh');
    await page.evaluate(() => (location.hash = '#noi=hai-phong/lac-phuong'));
    await expect(page).toHaveURL('/bao-tin/');
    await expect.poll(() => numbers(page)).toEqual(['tel:113', 'tel:115']);
  });

  for (const odd of ['constructor', '__proto__', 'lao-cai-khac', 'x/lao-cai']) {
    test(`of a made-up name gives 113 (${odd})`, async ({ page }) => {
      await startTip(page, `/bao-tin/#noi=${odd}`);
      await expect.poll(() => numbers(page)).toEqual(['tel:113', 'tel:115']);
    });
  }

  test('comes with the links on the pages of that place', async ({ page }) => {
    await page.goto('/dia-ban/lao-cai/lung-phinh/');
    for (const link of await page.locator('a.act.tip').all()) {
      await expect(link).toHaveAttribute('href', '/bao-tin/#noi=lao-cai/lung-phinh');
    }
  });
});

test.describe('the exercise', () => {
  for (const address of ['/bao-tin/thu/', '/en/bao-tin/thu/']) {
    test(`${address} says that nothing is sent, at every moment`, async ({ page }) => {
      await page.goto(address);
      const notice = page.getByRole('complementary').locator('.trial');
      await expect(notice).toBeInViewport();
      await expect(notice).toHaveText(/Không gửi đi đâu cả|Nothing is sent anywhere/);
    });
  }

  test('asks nothing of anybody from the first tap to its end, and gives no receipt', async ({ page }) => {
    await page.goto('/bao-tin/thu/', { waitUntil: 'networkidle' });
    const requests: string[] = [];
    page.on('request', (request) => {
      // The browser itself asks for the first one, when it likes; the rest is the code of the last look, the same for all.
      const isOurs = /\/favicon\.svg$|\/_astro\/[\w.-]+\.js$/.test(request.url());
      if (!isOurs || request.method() !== 'GET') requests.push(request.url());
    });
    await button(page, words.start).click();
    await button(page, flow.safe).click();
    for (const write of enter.slice(1, LAST - 1)) {
      await write(page);
      await next(page);
    }
    // Something for the last look, which belongs to what is practised.
    await textField(page).fill('Người lạ bán gói nhỏ, nhà tôi sát vách');
    await next(page);
    await sendButton(page).click();
    await button(page, words.exposures.send).click();
    await expect(page.getByRole('heading', { name: flow.practice.done })).toBeFocused();
    await readsWell(page);
    const sample = page.locator('.sample');
    await expect(sample).toContainText(flow.practice.sample);
    expect(await page.content()).not.toContain('Người lạ bán gói nhỏ');
    expect(requests).toEqual([]);
    // The sample opens nothing: it does not even pass for a receipt.
    const digits = (await sample.innerText()).replace(/\D/g, '');
    expect(digits).toHaveLength(20);
    expect(readReceipt(digits)).toBeNull();
  });
});

test('every field asks the phone to remember and correct nothing', async ({ page }) => {
  await openForm(page);
  const fields = page.locator('input[type=text], textarea');
  await expect(fields).toHaveCount(3);
  for (const field of await fields.all()) {
    for (const name of ['autocomplete', 'autocorrect']) await expect(field).toHaveAttribute(name, 'off');
    await expect(field).toHaveAttribute('spellcheck', 'false');
  }
});

test('nothing that is entered is stored, on the way or after it', async ({ page, context }) => {
  await fillAll(page);
  await button(page, flow.onePage).click();
  await button(page, flow.oneByOne).click();
  const stored = () =>
    page.evaluate(async () => ({
      local: localStorage.length,
      session: sessionStorage.length,
      databases: (await indexedDB.databases()).length,
      caches: (await caches.keys()).length,
      name: window.name,
      address: location.href.replace(location.origin, ''),
      state: typeof history.state,
    }));
  expect(await stored()).toEqual({
    local: 0,
    session: 0,
    databases: 0,
    caches: 0,
    name: '',
    address: '/bao-tin/',
    state: 'number',
  });
  expect(await context.cookies()).toEqual([]);
});

test('the one page and the guided way make the same tip', async ({ page }) => {
  await writeTip(page, { text: 'Như nhau', where: 'Gốc đa', when: 'buổi tối', category: 'use' });
  await radio(page, flow.ongoings.no).check();
  const sent = page.waitForRequest(TIPS);
  await sendButton(page).click();
  await shownReceipt(page);
  expect(await tipIn(await sent)).toMatchObject({
    category: 'use',
    text: 'Như nhau',
    where: 'Gốc đa',
    when: 'buổi tối; hết rồi',
  });
});

test.describe('the tip page fetched ahead', () => {
  // What a browser thinks of its line changes with how busy the machine is.
  const asked = async (page: Page, connection: object = { effectiveType: '4g' }) => {
    const paths: string[] = [];
    await page.addInitScript((given) => {
      Object.defineProperty(navigator, 'connection', { value: given });
    }, connection);
    page.on('response', (response) => {
      expect(response.status(), response.url()).toBeLessThan(400);
      paths.push(new URL(response.url()).pathname);
    });
    return paths;
  };

  for (const address of ['/', '/dia-ban/lao-cai/lung-phinh/', '/kien-thuc/', '/an-toan/']) {
    const quiet = address === '/an-toan/';
    test(`${address} ${quiet ? 'is quiet and fetches nothing' : 'brings all of it, so that opening it asks for nothing'}`, async ({
      page,
    }) => {
      const paths = await asked(page);
      await page.goto(address, { waitUntil: 'networkidle' });
      if (quiet) return expect(paths.filter((path) => /worker|khoa|bao-tin/.test(path))).toEqual([]);
      for (const part of [/^\/bao-tin\/$/m, /proof-worker/, /tip-worker/, /^\/khoa\/0\.js$/m]) {
        await expect.poll(() => paths.join('\n')).toMatch(part);
      }
      await page.waitForLoadState('networkidle');
      const fromLine: string[] = [];
      let opened = 0;
      const debug = await page.context().newCDPSession(page);
      await debug.send('Network.enable');
      debug.on('Network.responseReceived', ({ response }) => {
        opened++;
        if (!response.fromDiskCache && !response.url.endsWith('/favicon.svg')) fromLine.push(response.url);
      });
      await page.locator('a.act.tip').first().click();
      await expect(button(page, words.start)).toBeVisible();
      expect(opened).toBeGreaterThan(2);
      expect(fromLine).toEqual([]);
    });
  }

  for (const connection of [
    { saveData: true },
    { effectiveType: '2g' },
    { effectiveType: 'slow-2g' },
    { effectiveType: '3g' },
  ]) {
    test(`not on a line to be spared: ${JSON.stringify(connection)}`, async ({ page }) => {
      const paths = await asked(page, connection);
      await page.goto('/kien-thuc/', { waitUntil: 'networkidle' });
      expect(paths.filter((path) => /worker|khoa|bao-tin/.test(path))).toEqual([]);
    });
  }
});
