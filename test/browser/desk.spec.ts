/** The officer's tool: the key, the mails, the list, the acks, and that it forgets. */
import type { Page } from '@playwright/test';
import type { Tip } from '../../site/envelope/tip.ts';
import * as desk from '../site/desk/fixtures.ts';
import {
  catchPosts,
  CONTACT,
  drop,
  earlierLine,
  expect,
  mail,
  openDesk,
  openTool,
  paper,
  rows,
  SITE,
  test,
  unlock,
  upload,
  violations,
} from './office.ts';

test.use({ viewport: { width: 1024, height: 600 } });

test.describe('the key', () => {
  test('of real strength opens with its passphrase, however it is typed, and says that it takes a while', async ({
    page,
    office,
  }) => {
    test.setTimeout(120_000);
    await openTool(page, office);
    const typed = `  ${desk.PASSPHRASE.replaceAll('-', ' ').toUpperCase()} `;
    await unlock(page, office, await desk.keyFileOf(office.inbox, 18), typed);
    await expect(page.getByText('Đang mở khóa, có thể mất vài giây.')).toBeVisible();
    await expect(page.getByRole('banner')).toContainText('Hộp thư lung-phinh', { timeout: 100_000 });
  });

  test('stays shut on a wrong passphrase, and what was typed can be corrected', async ({ page, office }) => {
    await openTool(page, office);
    await unlock(page, office, office.keyFile, 'sai-sai-sai-sai-sai-sai');
    await expect(page.getByRole('alert')).toContainText('Mật khẩu không khớp');
    await page.getByRole('button', { name: 'Hiện' }).click();
    await expect(page.getByLabel('Mật khẩu')).toHaveAttribute('type', 'text');
    await expect(page.getByLabel('Mật khẩu')).toHaveValue('sai-sai-sai-sai-sai-sai');
    await page.getByLabel('Mật khẩu').fill(desk.PASSPHRASE);
    await page.getByRole('button', { name: 'Mở khóa' }).click();
    await expect(page.getByRole('banner')).toContainText('lung-phinh');
  });

  test('is asked for beside whom to call', async ({ page, office }) => {
    await openTool(page, office);
    await expect(page.getByText(`Có gì không ổn, gọi người vận hành (${CONTACT}).`)).toBeVisible();
    expect(await violations(page)).toEqual([]);
  });

  test('is told from a mail, a tip, a picture and a damaged key', async ({ page, office }) => {
    await openTool(page, office);
    const alert = page.getByRole('alert');
    await unlock(page, office, await mail(office.inbox, { 1: {} }));
    await expect(alert).toContainText('Đây là thư, không phải tệp khóa');
    await unlock(page, office, (await desk.seal(office.inbox, desk.makeTip(office.inbox))).bytes);
    await expect(alert).toContainText('Đây là tin đã niêm phong, không phải tệp khóa');
    await unlock(page, office, Uint8Array.of(0xff, 0xd8, 0xff, 0xe0));
    await expect(alert).toContainText('không phải tệp khóa của đường dây');
    await unlock(page, office, office.keyFile.subarray(0, office.keyFile.length - 20));
    await expect(alert).toContainText('Tệp khóa đã hỏng');
    await unlock(page, office);
    await expect(page.getByRole('banner')).toContainText('lung-phinh');
  });

  test('whose passphrase is lost: the tool says who can still open the tips', async ({ page, office }) => {
    await openTool(page, office);
    await page.getByText('Quên mật khẩu?').click();
    await expect(page.getByText('Không ai khôi phục được mật khẩu')).toBeVisible();
  });
});

test.describe('mails', () => {
  test('dropped together show their tips in number order, with a gap and a morning mail', async ({
    page,
    office,
  }) => {
    const first = await mail(office.inbox, { 11: { text: 'Tin mười một' } });
    const second = await mail(office.inbox, {
      14: { text: 'Tin mười bốn', category: 'use' },
      15: { text: 'Tin mười lăm' },
    });
    const morning = await mail(office.inbox, {}, { kind: 'heartbeat', hour: '2026-11-21T00', last: 15 });
    await openDesk(page, office);
    await drop(page, { 'b.eml': second, 'a.eml': first, 'sáng.eml': morning });
    await drop(page, { 'a (1).eml': first });
    await expect(rows(page)).toContainText([/^Số 11/, /^Thiếu số 12, 13$/, /^Số 14.*Sử dụng/, /^Số 15/]);
    const list = page.getByRole('navigation', { name: 'Danh sách tin' });
    await expect(list).toContainText('Thiếu số 12, 13.Tìm trong hộp thư trước, cả mục Thư rác (Junk).');
    // Dropped twice, but sent once.
    await expect(list).not.toContainText('bản trùng');
    await expect(list).toContainText(
      'Thư báo sáng, 7 giờ ngày 21/11/2026: đường dây hoạt động, số cuối cùng là 15.',
    );
    await expect(page.getByRole('region', { name: 'Thả thư' }).getByRole('status')).toHaveText(
      '3 tin trong 3 thư. Đường dây ký 3 tin trong các thư này: đủ.',
    );
  });

  test('can be dropped anywhere on the open desk; on the locked one a drop does nothing', async ({
    page,
    office,
  }) => {
    await openTool(page, office);
    const bytes = [...(await mail(office.inbox, { 5: { text: 'Thả bằng chuột' } }))];
    const dropOn = (selector: string) =>
      page.evaluate(
        ([target, data]) => {
          const transfer = new DataTransfer();
          transfer.items.add(new File([Uint8Array.from(data)], 'a.eml'));
          const init = { dataTransfer: transfer, bubbles: true, cancelable: true };
          const element = document.querySelector(target);
          element?.dispatchEvent(new DragEvent('dragover', init));
          return element?.dispatchEvent(new DragEvent('drop', init));
        },
        [selector, bytes] as const,
      );
    expect(await dropOn('form'), 'the browser must not open the file itself').toBe(false);
    await unlock(page, office);
    await expect(page.getByRole('banner')).toContainText('lung-phinh');
    await expect(rows(page)).toHaveCount(0);
    expect(await dropOn('header')).toBe(false);
    await expect(rows(page)).toContainText([/^Số 5.*Thả bằng chuột/]);
  });

  test('show a tip whole: inbox, number, day, kind, text, place and time', async ({ page, office }) => {
    const tip: Partial<Tip> = {
      category: 'disguised',
      created: '2026-11-20',
      text: 'Quán nước bán “nước vui”.\nKhách quen mới được vào.',
      where: 'Gần cầu, thôn Pờ Chồ',
      when: 'Tối thứ bảy',
      files: [],
    };
    await openDesk(page, office);
    await drop(page, { 'a.eml': await mail(office.inbox, { 41: tip }) });
    await rows(page).getByRole('button').click();
    await expect(paper(page)).toContainText('Từ đường dây, hộp thư lung-phinh, số 41.');
    await expect(paper(page)).toContainText('Ma túy núp bóng, trá hình');
    await expect(paper(page)).toContainText('20/11/2026');
    for (const text of [tip.text, tip.where, tip.when]) {
      await expect(paper(page).getByText(text ?? '', { exact: true })).toBeVisible();
    }
  });

  test('from before a change of the mail key are from the line, too', async ({ page, office }) => {
    await openDesk(page, office);
    const before = await mail(office.inbox, { 41: { text: 'Tin cũ' } }, {}, earlierLine.seed);
    await drop(page, { 'cu.eml': before, 'moi.eml': await mail(office.inbox, { 42: { text: 'Tin mới' } }) });
    await rows(page).getByRole('button', { name: 'Tin cũ' }).click();
    await expect(paper(page)).toContainText('Từ đường dây, hộp thư lung-phinh, số 41.');
    await rows(page).getByRole('button', { name: 'Tin mới' }).click();
    await expect(paper(page)).toContainText('Từ đường dây, hộp thư lung-phinh, số 42.');
  });

  test('from nowhere open, but are marked so', async ({ page, office }) => {
    const sealed = await desk.seal(office.inbox, desk.makeTip(office.inbox, { text: 'Thư lạ' }));
    const forged = desk.signManifest(desk.manifestOf(office.inbox, { 7: sealed }), desk.makeLine().seed);
    await openDesk(page, office);
    await drop(page, { 'lạ.eml': await desk.mailOf(forged, { 7: sealed }) });
    await expect(page.getByRole('region', { name: 'Cần xem lại' })).toContainText(
      'không có chữ ký đúng của đường dây',
    );
    await rows(page).getByRole('button', { name: 'Thư lạ' }).click();
    await expect(paper(page)).toContainText('Không rõ nguồn: không có chữ ký của đường dây.');
    await expect(paper(page)).not.toContainText('số 7');
  });

  test('for another inbox, tests of the operator and follow-ups say what they are', async ({
    page,
    office,
  }) => {
    await openDesk(page, office);
    await drop(page, {
      'a.eml': await mail(office.inbox, {
        1: { type: 'canary', text: 'Thử' },
        2: { type: 'followup', text: 'Thêm' },
        3: { inbox: 'lao-cai', text: 'Xa' },
      }),
    });
    await rows(page).getByRole('button', { name: 'Số 1' }).click();
    await expect(paper(page)).toContainText('Tin thử của người vận hành.');
    await rows(page).getByRole('button', { name: 'Số 2' }).click();
    await expect(paper(page)).toContainText('Tin bổ sung cho một tin trước.');
    await rows(page).getByRole('button', { name: 'Số 3' }).click();
    await expect(paper(page)).toContainText('Tin này gửi cho hộp thư lao-cai, không phải hộp thư lung-phinh');
  });

  test('that do not open say why, one sentence each, beside those that do', async ({ page, office }) => {
    const other = await desk.makeInbox('lao-cai');
    const good = await desk.seal(office.inbox, desk.makeTip(office.inbox, { text: 'Tin tốt' }));
    const damaged = good.bytes.slice();
    damaged[12_000] = (damaged[12_000] ?? 0) ^ 1;
    const future = await desk.seal(office.inbox, { ...desk.makeTip(office.inbox), v: 2 } as unknown as Tip);
    await openDesk(page, office);
    await drop(page, {
      'tốt.age': good.bytes,
      'khóa-khác.age': (await desk.seal(other, desk.makeTip(other))).bytes,
      'hỏng.age': damaged,
      'ảnh.age': Uint8Array.of(0xff, 0xd8, 0xff, 0xe0, 1, 2, 3),
      'mới.age': future.bytes,
      'trống.eml': await desk.composeMail([]),
    });
    const faults = page.getByRole('region', { name: 'Cần xem lại' }).getByRole('listitem');
    await expect(faults).toContainText([
      /khóa-khác\.age.*Khóa đang dùng không mở được tin này/,
      /hỏng\.age.*Tệp đã hỏng hoặc bị cắt bớt/,
      /ảnh\.age.*Không phải thư của đường dây/,
      /mới\.age.*kiểu mới hơn công cụ này/,
      /trống\.eml.*không kèm tin báo nào/,
    ]);
    await expect(rows(page)).toContainText(['Tin tốt']);
  });
});

test('its worker reads no file and no blob, which WebKit forbids where the tool is opened from disk', async ({
  page,
  office,
}) => {
  await page.addInitScript(() => {
    const handed: string[] = [];
    Object.assign(window, { handed });
    const post = Worker.prototype.postMessage;
    Worker.prototype.postMessage = function (this: Worker, message: object, ...rest: unknown[]) {
      for (const value of Object.values(message)) handed.push(Object.prototype.toString.call(value));
      return (post as (...all: unknown[]) => void).call(this, message, ...rest);
    };
    // What it does in WebKit, put before the worker's own script.
    const forbidden = `
      Blob.prototype.arrayBuffer = Blob.prototype.text = () => Promise.reject(new Error('forbidden'));
      Blob.prototype.stream = FileReader.prototype.readAsArrayBuffer = () => { throw new Error('forbidden'); };
    `;
    window.Blob = class extends Blob {
      constructor(parts: BlobPart[] = [], options?: BlobPropertyBag) {
        super(options?.type === 'text/javascript' ? [forbidden, ...parts] : parts, options);
      }
    };
  });
  await openDesk(page, office);
  await drop(page, { 'thư.eml': await mail(office.inbox, { 7: { text: 'Tin tốt' } }) });
  await expect(rows(page)).toContainText(['Tin tốt']);
  const handed = await page.evaluate(() => (window as unknown as { handed: string[] }).handed);
  expect(handed.filter((kind) => kind === '[object Uint8Array]')).toHaveLength(2);
  expect(handed.filter((kind) => /File|Blob/.test(kind))).toEqual([]);
});

test('a tip is text and nothing else, whatever it holds', async ({ page, office }) => {
  const text = [
    '<img src=x onerror="document.title=1"><script>document.title=2</script>',
    '</script></style><iframe src="https://evil.test"></iframe>&lt;b&gt; {{7*7}}',
    'đảo \u202Echữ\u202C, \u0007 chuông, không\u200Brộng',
    'https://evil.test 0912345678 javascript:alert(1)',
    '\u05E9\u05DC\u05D5\u05DD 👨‍👩‍👧 Z' + '\u0301'.repeat(300),
    'x'.repeat(2_000),
  ].join('\n');
  await openDesk(page, office);
  await drop(page, {
    'a.eml': await mail(office.inbox, {
      1: { text, where: '\u202Enơi', when: '<b>khi</b>', inbox: '<i>\u202E' },
    }),
  });
  await rows(page).getByRole('button').click();
  const shown = await paper(page).locator('.text').first().textContent();
  const written = (char: string) => `‹U+${char.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}›`;
  expect(shown).toBe(text.replace(/(?!\n)\p{Cc}|\u202E|\u202C|\u200B/gu, written));
  await expect(paper(page).locator('.text')).toHaveText([/img src=x/, '‹U+202E›nơi', '<b>khi</b>']);
  // Nothing of it became an element, a link, or wider than its paper.
  await expect(page.locator('img, iframe, a, b:has-text("khi"), main script')).toHaveCount(0);
  await expect(page).toHaveTitle('Mở tin báo');
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
});

test.describe('acks', () => {
  const button = (page: Page) => page.getByRole('button', { name: /^Báo đã mở/ });
  const section = (page: Page) => page.getByRole('region', { name: 'Báo đã mở' });
  const ackOf = (byte: number) => Buffer.alloc(16, byte).toString('base64url');

  test('go for the tips that were opened on the screen, not for those that were only listed or filtered', async ({
    page,
    context,
    office,
    requests,
  }) => {
    const posts = await catchPosts(context);
    const tips = Object.fromEntries([1, 2, 3, 4, 5].map((n) => [n, { ack: ackOf(n), text: `Tin ${n}` }]));
    await openDesk(page, office);
    await drop(page, { 'a.eml': await mail(office.inbox, tips) });
    await expect(section(page)).toHaveText('Còn 5 tin chưa mở. Mở tin nào để đọc, báo được tin ấy.');
    await expect(button(page)).toHaveCount(0);
    await page.getByRole('searchbox').fill('tin 4');
    await expect(rows(page)).toHaveCount(1);
    await expect(button(page)).toHaveCount(0);
    await page.getByRole('button', { name: 'Bỏ lọc' }).click();
    await rows(page).getByRole('button', { name: 'Số 1' }).click();
    await expect(paper(page)).toContainText('Tin 1');
    await page.getByRole('button', { name: 'Số 1' }).press('ArrowDown');
    await expect(paper(page)).toContainText('Tin 2');
    await page.getByRole('button', { name: 'Số 2' }).press('End');
    await expect(paper(page)).toContainText('Tin 5');
    await expect(section(page)).toContainText(
      'Chỉ báo những tin đã mở trên màn hình: 3. Còn 2 tin chưa mở. Cần mạng.',
    );
    const opened = context.waitForEvent('page');
    await page.getByRole('button', { name: 'Báo đã mở 3 tin' }).click();
    await (await opened).close();
    expect(posts.map(({ body }) => body.get('acks'))).toEqual([[1, 2, 5].map(ackOf).join(',')]);
    await expect(rows(page)).toContainText([/đã báo/, /đã báo/, /Tin 3$/, /Tin 4$/, /đã báo/]);
    await expect(button(page)).toHaveCount(0);
    await expect(section(page)).toContainText('Còn 2 tin chưa mở. Mở tin nào để đọc, báo được tin ấy.');
    await rows(page).getByRole('button', { name: 'Số 4' }).click();
    await expect(button(page)).toHaveText('Báo đã mở 1 tin');
    expect(requests.splice(0)).toHaveLength(1);
  });

  test('go for the exact copies of an opened tip, also for one dropped after it', async ({
    page,
    context,
    office,
    requests,
  }) => {
    const posts = await catchPosts(context);
    const tip = { id: '1'.repeat(32), text: 'Hai bản' };
    await openDesk(page, office);
    await drop(page, {
      'a.eml': await mail(office.inbox, { 1: { ...tip, ack: ackOf(1) }, 2: { ...tip, ack: ackOf(2) } }),
    });
    await expect(rows(page)).toContainText([/^Số 1.*2 bản trùng/]);
    await rows(page).getByRole('button').click();
    await drop(page, { 'b.eml': await mail(office.inbox, { 3: { ...tip, ack: ackOf(3) }, 4: {} }) });
    await expect(rows(page)).toContainText([/^Số 1.*3 bản trùng/, /^Số 4/]);
    const opened = context.waitForEvent('page');
    await page.getByRole('button', { name: 'Báo đã mở 1 tin' }).click();
    await (await opened).close();
    expect(posts.map(({ body }) => body.get('acks'))).toEqual([[1, 2, 3].map(ackOf).join(',')]);
    expect(requests.splice(0)).toHaveLength(1);
  });

  test('do not go for tips that the arrow keys pass on a phone, where none is shown', async ({
    page,
    office,
  }) => {
    await page.setViewportSize({ width: 360, height: 800 });
    await openDesk(page, office);
    await drop(page, { 'a.eml': await mail(office.inbox, { 1: {}, 2: {}, 3: {} }) });
    await page.getByRole('button', { name: 'Số 1' }).focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await expect(page.getByRole('button', { name: 'Số 3' })).toHaveAttribute('aria-current', 'true');
    await expect(paper(page)).toBeHidden();
    await expect(button(page)).toHaveCount(0);
    await expect(page.getByRole('button', { name: 'chưa đọc' })).toHaveCount(3);
    await page.keyboard.press('Enter');
    await expect(paper(page)).toBeVisible();
    await page.getByRole('button', { name: 'Về danh sách' }).click();
    await expect(button(page)).toHaveText('Báo đã mở 1 tin');
  });

  test('of all opened tips go in one form to the site, in a new tab, without a word of them', async ({
    page,
    context,
    office,
    requests,
  }) => {
    const posts = await catchPosts(context);
    const acks = [1, 2, 3].map(ackOf);
    await openDesk(page, office);
    await drop(page, {
      'a.eml': await mail(
        office.inbox,
        Object.fromEntries(acks.map((ack, at) => [at + 1, { ack, text: `Bí mật ${at}` }])),
      ),
    });
    for (const number of [3, 2, 1])
      await rows(page)
        .getByRole('button', { name: `Số ${number}` })
        .click();
    const opened = context.waitForEvent('page');
    await page.getByRole('button', { name: 'Báo đã mở 3 tin' }).click();
    const tab = await opened;
    await expect(tab.getByText('Đã nhận.')).toBeVisible();
    expect(posts.map(({ url, origin }) => [url, origin])).toEqual([[`${SITE}/api/acks`, 'null']]);
    expect(Object.fromEntries(posts[0]?.body ?? [])).toEqual({
      inbox: 'lung-phinh',
      to: 'unit',
      acks: acks.join(','),
    });
    expect(await tab.evaluate(() => window.opener as unknown)).toBeNull();

    await expect(page.getByText('Công cụ này không thấy được câu trả lời')).toBeVisible();
    await expect(rows(page)).toContainText([/đã báo/, /đã báo/, /đã báo/]);
    await expect(paper(page)).toContainText('Bí mật 0');
    await expect(page.getByRole('button', { name: /^Báo đã mở/ })).toHaveCount(0);
    await page.getByRole('button', { name: 'Báo lại' }).click();
    await expect(page.getByRole('button', { name: 'Báo đã mở 3 tin' })).toBeVisible();
    expect(requests.splice(0)).toEqual([`${SITE}/api/acks`]);
  });

  test('of two inboxes go in a form for each', async ({ page, context, office, requests }) => {
    const posts = await catchPosts(context);
    const other = { ...office.inbox, id: 'lao-cai' };
    await openDesk(page, office);
    await drop(page, {
      'a.eml': await mail(office.inbox, { 1: {}, 2: {} }),
      'b.eml': await mail(other, { 1: {} }),
    });
    await expect(rows(page)).toHaveCount(3);
    for (const row of await rows(page).getByRole('button').all()) await row.click();
    for (const name of ['Báo đã mở 2 tin', 'Báo đã mở 1 tin']) {
      const opened = context.waitForEvent('page');
      await page.getByRole('button', { name }).click();
      await (await opened).close();
    }
    expect(posts.map(({ body }) => [body.get('inbox'), body.get('acks')?.split(',').length])).toEqual([
      ['lung-phinh', 2],
      ['lao-cai', 1],
    ]);
    expect(requests.splice(0)).toHaveLength(2);
  });
});

test.describe('forgetting', () => {
  const SECRET = 'Câu chỉ có trong tin';

  test('locking takes the key, the passphrase and every tip away', async ({ page, office }) => {
    await openDesk(page, office);
    await drop(page, { 'a.eml': await mail(office.inbox, { 1: { text: SECRET } }) });
    await rows(page).getByRole('button').click();
    expect(page.workers()).toHaveLength(1);
    await page.getByRole('button', { name: 'Khóa lại' }).click();
    await expect(page.getByLabel('Mật khẩu')).toHaveValue('');
    await expect(page.getByLabel('Tệp khóa')).toHaveValue('');
    expect(await page.content()).not.toContain(SECRET);
    await expect.poll(() => page.workers().length).toBe(0);
  });

  test('leaving the page does the same, and nothing is kept in the browser', async ({ page, office }) => {
    await openDesk(page, office);
    await drop(page, { 'a.eml': await mail(office.inbox, { 1: { text: SECRET } }) });
    await rows(page).getByRole('button').click();
    expect(await page.evaluate(() => [localStorage.length, sessionStorage.length, document.cookie])).toEqual([
      0,
      0,
      '',
    ]);
    await page.evaluate(() => dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true })));
    await expect(page.getByLabel('Tệp khóa')).toBeVisible();
    expect(await page.content()).not.toContain(SECRET);
  });
});

test.describe('use', () => {
  test('works with the keyboard alone', async ({ page, office }) => {
    await openTool(page, office);
    await page.getByLabel('Tệp khóa').setInputFiles(upload('k.age', office.keyFile));
    await page.getByLabel('Mật khẩu').focus();
    await page.keyboard.type(desk.PASSPHRASE);
    await page.keyboard.press('Enter');
    await expect(page.getByRole('banner')).toContainText('lung-phinh');
    await drop(page, {
      'a.eml': await mail(office.inbox, { 1: { text: 'Một' }, 2: { text: 'Hai' }, 3: { text: 'Ba' } }),
    });
    await expect(rows(page)).toHaveCount(3);
    await page.getByLabel('Chọn thư').focus();
    await page.keyboard.press('Tab');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await expect(paper(page)).toContainText('Một');
    await page.keyboard.press('ArrowDown');
    await expect(paper(page)).toContainText('Hai');
    await page.keyboard.press('End');
    await expect(paper(page)).toContainText('Ba');
    await page.keyboard.press('ArrowDown');
    await expect(page.getByRole('button', { name: 'Số 3' })).toBeFocused();
  });

  test('on a phone the tip takes the place of the list and gives it back', async ({ page, office }) => {
    await page.setViewportSize({ width: 360, height: 800 });
    await openDesk(page, office);
    await drop(page, { 'a.eml': await mail(office.inbox, { 1: { text: 'Một' }, 2: { text: 'Hai' } }) });
    await page.getByRole('button', { name: 'Số 2' }).click();
    await expect(paper(page)).toBeFocused();
    await expect(page.getByRole('navigation')).toBeHidden();
    await page.getByRole('button', { name: 'Về danh sách' }).click();
    await expect(page.getByRole('button', { name: 'Số 2' })).toBeFocused();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
  });

  for (const colorScheme of ['light', 'dark'] as const) {
    test(`has no accessibility violation in ${colorScheme}`, async ({ page, office }) => {
      await page.emulateMedia({ colorScheme });
      await openTool(page, office);
      await page.getByText('Quên mật khẩu?').click();
      expect(await violations(page)).toEqual([]);
      await unlock(page, office, office.keyFile, 'sai');
      await expect(page.getByRole('alert')).not.toBeEmpty();
      expect(await violations(page)).toEqual([]);
      await unlock(page, office);
      await expect(page.getByRole('heading', { name: 'Ba bước' })).toBeVisible();
      expect(await violations(page)).toEqual([]);
      const sealed = await desk.seal(office.inbox, desk.makeTip(office.inbox, { text: 'Thư lạ' }));
      await drop(page, {
        'a.eml': await mail(office.inbox, {
          1: { text: 'Một', type: 'canary' },
          4: { text: 'Bốn', where: 'Đâu' },
        }),
        'sáng.eml': await mail(office.inbox, {}, { kind: 'heartbeat', last: 4 }),
        'lạ.age': sealed.bytes,
        'ảnh.jpg': Uint8Array.of(0xff, 0xd8),
      });
      for (const name of ['Số 1', 'Thư lạ']) {
        await rows(page).getByRole('button', { name }).click();
        expect(await violations(page)).toEqual([]);
      }
    });
  }
});
