/** The recording on the tip page: made, heard, thrown away, and never left running. Chromium plays the microphone. */
import type { Page } from '@playwright/test';
import { findChromium } from './chromium.ts';
import { expect, test } from './line.ts';
import { openWithFiles } from './mailbox.ts';
import { readsWell } from './reads-well.ts';
import { ageOf, sendButton, sendTip, textField, TIPS, words, writeTip } from './tip-page.ts';

const chromium = await findChromium();
test.use({
  launchOptions: {
    executablePath: chromium.executablePath,
    env: { ...process.env, ...chromium.env },
    args: [...chromium.args, '--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'],
  },
});

const t = words.media.voice;
const part = (page: Page) => page.getByRole('region', { name: t.title });
const button = (page: Page, name: string) => part(page).getByRole('button', { name, exact: true });
const player = (page: Page) => part(page).locator('audio');

async function openVoice(page: Page, text = 'Có giọng nói'): Promise<void> {
  // Every microphone that the page opens, to see that it is shut again.
  await page.addInitScript(() => {
    const tracks: MediaStreamTrack[] = [];
    Object.assign(window, { tracks });
    const native = MediaDevices.prototype.getUserMedia;
    MediaDevices.prototype.getUserMedia = async function (asked) {
      const stream = await native.call(this, asked);
      tracks.push(...stream.getTracks());
      return stream;
    };
  });
  await writeTip(page, { text });
  await page.getByRole('button', { name: words.media.voice.open }).click();
  await expect(button(page, t.start)).toBeFocused();
}

const microphones = (page: Page) =>
  page.evaluate(() =>
    (window as unknown as { tracks: MediaStreamTrack[] }).tracks.map(({ readyState }) => readyState),
  );

async function recordSeconds(page: Page, seconds: number): Promise<void> {
  await button(page, t.start).click();
  await expect(part(page).getByRole('timer')).toHaveText(`0:0${seconds} trên 2:00`);
  await button(page, t.stop).click();
  await expect(player(page)).toBeVisible();
}

test('what is said is recorded, can be heard, and goes sealed under a name of ours', async ({ page }) => {
  await openVoice(page, '');
  await expect(part(page)).toContainText('Người quen có thể nhận ra giọng bạn.');
  await button(page, t.start).click();
  await expect(part(page).getByText(t.recording)).toBeVisible();
  expect(await microphones(page)).toEqual(['live']);
  await expect(part(page).getByRole('timer')).toHaveText('0:03 trên 2:00');
  await button(page, t.stop).click();
  await expect(part(page).getByText(t.endings.stopped)).toBeVisible();
  expect(await microphones(page)).toEqual(['ended']);
  await expect(page.getByText(words.media.sizes.middle)).toBeVisible();
  const heard = await player(page).evaluate(async (audio: HTMLAudioElement) => {
    audio.muted = true;
    await audio.play();
    await new Promise((resolve) => audio.addEventListener('timeupdate', resolve, { once: true }));
    return audio.currentTime;
  });
  expect(heard).toBeGreaterThan(0);

  const sent = page.waitForRequest(TIPS);
  await sendTip(page);
  const { tip, files } = await openWithFiles('lung-phinh', ageOf(await sent));
  expect(tip.files).toMatchObject([{ n: 'giong-noi.webm', t: 'audio/webm' }]);
  const recording = Buffer.from(files[0] ?? []);
  expect(recording.subarray(0, 4).toString('hex')).toBe('1a45dfa3');
  // 24 kbit/s: three seconds are some 10 KB, two minutes 360 KB.
  expect(recording.length).toBeLessThan(30_000);
  expect(recording.includes('Chrom')).toBe(false);
  expect(recording.includes('Lavf')).toBe(false);
});

test('it can be said again, and thrown away', async ({ page }) => {
  await openVoice(page);
  await recordSeconds(page, 2);
  const first = await player(page).getAttribute('src');
  await button(page, t.again).click();
  await expect(player(page)).toHaveCount(0);
  await expect(part(page).getByRole('timer')).toHaveText('0:01 trên 2:00');
  await button(page, t.stop).click();
  await expect(player(page)).toHaveAttribute('src', /^blob:/);
  expect(await player(page).getAttribute('src')).not.toBe(first);
  await button(page, t.remove).click();
  await expect(player(page)).toHaveCount(0);
  await expect(button(page, t.start)).toBeFocused();
  const sent = page.waitForRequest(TIPS);
  await sendTip(page);
  expect((await openWithFiles('lung-phinh', ageOf(await sent))).tip.files).toEqual([]);
});

test('it ends by itself after two minutes', async ({ page }) => {
  await page.clock.install();
  await openVoice(page);
  await button(page, t.start).click();
  await page.clock.runFor(2_000);
  await expect(part(page).getByRole('timer')).toHaveText('0:02 trên 2:00');
  await page.clock.runFor(117_000);
  await expect(part(page).getByRole('timer')).toHaveText('1:59 trên 2:00');
  await page.clock.runFor(1_500);
  await expect(part(page).getByText(t.endings.full)).toBeVisible();
  await expect(player(page)).toBeVisible();
  expect(await microphones(page)).toEqual(['ended']);
});

test('it ends when the page is hidden, says so, and what was said is still there', async ({ page }) => {
  await openVoice(page);
  await button(page, t.start).click();
  await expect(part(page).getByRole('timer')).toHaveText('0:01 trên 2:00');
  await page.evaluate(() => {
    Object.defineProperty(document, 'hidden', { value: true });
    document.dispatchEvent(new Event('visibilitychange'));
  });
  expect(await microphones(page)).toEqual(['ended']);
  await expect(part(page).getByText(t.endings.cut)).toBeVisible();
  await expect(player(page)).toBeVisible();
});

test('leaving the page shuts the microphone at once', async ({ page }) => {
  await openVoice(page);
  await button(page, t.start).click();
  await expect(part(page).getByText(t.recording)).toBeVisible();
  await page.evaluate(() => dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true })));
  expect(await microphones(page)).toEqual(['ended']);
  await expect(page.locator('#tin')).toBeEmpty();
});

test('the exit shuts the microphone before the harmless page has come', async ({ page }) => {
  await page.route('https://nchmf.gov.vn/', (route) => route.fulfill({ body: 'Thời tiết' }));
  await openVoice(page);
  await button(page, t.start).click();
  await expect(part(page).getByText(t.recording)).toBeVisible();
  await page.evaluate(() => {
    document.querySelector('#thoat')?.addEventListener('click', () => {
      const [track] = (window as unknown as { tracks: MediaStreamTrack[] }).tracks;
      // eslint-disable-next-line no-console
      console.log(`after the click: ${track?.readyState}`);
    });
  });
  const heard = page.waitForEvent('console');
  await page.getByRole('link', { name: 'Thoát' }).click();
  expect((await heard).text()).toBe('after the click: ended');
});

test('a tip does not leave while the microphone is on', async ({ page }) => {
  await openVoice(page);
  await button(page, t.start).click();
  await expect(part(page).getByText(t.recording)).toBeVisible();
  await sendButton(page).click();
  await expect(page.getByRole('alert').getByText(t.busy)).toBeVisible();
  expect(await microphones(page)).toEqual(['live']);
  await button(page, t.stop).click();
  const sent = page.waitForRequest(TIPS);
  await sendTip(page);
  expect((await openWithFiles('lung-phinh', ageOf(await sent))).tip.files).toHaveLength(1);
});

const refusals = {
  refused: 'NotAllowedError',
  'no-microphone': 'NotFoundError',
  failed: 'NotReadableError',
} as const;
for (const [fault, name] of Object.entries(refusals)) {
  test(`${name}: a plain sentence, and the text stays`, async ({ page }) => {
    await page.addInitScript((thrown) => {
      MediaDevices.prototype.getUserMedia = () => Promise.reject(new DOMException('', thrown));
    }, name);
    await writeTip(page, { text: 'Chữ vẫn còn' });
    await page.getByRole('button', { name: t.open }).click();
    await button(page, t.start).click();
    await expect(page.getByText(t.faults[fault as keyof typeof refusals])).toBeVisible();
    await expect(button(page, t.start)).toBeFocused();
    await expect(textField(page)).toHaveValue('Chữ vẫn còn');
  });
}

const missing = {
  MediaRecorder: () => Reflect.deleteProperty(window, 'MediaRecorder'),
  'navigator.mediaDevices': () => Reflect.deleteProperty(Navigator.prototype, 'mediaDevices'),
};
for (const [name, remove] of Object.entries(missing)) {
  test(`without ${name} nothing offers to record`, async ({ page }) => {
    await page.addInitScript(remove);
    await writeTip(page, { text: 'Không có chỗ ghi' });
    await expect(page.getByRole('button', { name: words.media.photos.open })).toBeVisible();
    await expect(page.getByRole('button', { name: t.open })).toHaveCount(0);
  });
}

test('reads well for everybody: before, during and after', async ({ page }) => {
  await openVoice(page);
  await readsWell(page);
  await button(page, t.start).click();
  await expect(part(page).getByText(t.recording)).toBeVisible();
  await readsWell(page);
  await button(page, t.stop).click();
  await expect(player(page)).toBeVisible();
  await readsWell(page);
});
