import { Resvg } from '@resvg/resvg-js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  fill,
  type Hole,
  MOST_ZOOM,
  move,
  type Placement,
  type Size,
  zoom,
} from '../../../site/studio/photo-frame/photo-placement.ts';
import { poster } from '../../../site/schemas/poster.ts';
import { fitsFrame } from '../../../site/text/slogan.ts';
import { FRAME_FORMATS, layFrame } from '../../../site/print/sheets/avatar-frame.ts';
import { drawPdf } from '../../../site/print/engine/draw-pdf.ts';
import { drawSvg } from '../../../site/print/engine/draw-svg.ts';
import { boldTypeface } from '../../../site/print/engine/font-file.ts';
import type { TextShape } from '../../../site/print/engine/sheet.ts';
import { readPdf } from './pdf-reader.ts';

const headline =
  'CẢ HỆ THỐNG CHÍNH TRỊ VÀ TOÀN DÂN QUYẾT TÂM XÂY DỰNG 100% XÃ, PHƯỜNG TRÊN ĐỊA BÀN TỈNH LÀO CAI KHÔNG MA TÚY';
const words = { headline, name: 'TỈNH LÀO CAI' };
const typeface = boldTypeface();
const [avatar, ...covers] = FRAME_FORMATS;
if (!avatar) throw new Error('there is no avatar');
const textsOf = (sheet: ReturnType<typeof layFrame>) =>
  sheet.shapes.filter((shape): shape is TextShape => shape.kind === 'text');

describe('a photo behind a frame', () => {
  const side = fc.integer({ min: 1, max: 9_000 });
  const photo = fc.record({ width: side, height: side });
  const hole = fc.constantFrom(...FRAME_FORMATS.map((format) => format.hole));
  const shift = fc.double({ min: -5_000, max: 5_000, noNaN: true });
  const factor = fc.double({ min: 0.01, max: 100, noNaN: true });
  const act = fc.oneof(
    fc.record({ dx: shift, dy: shift }),
    fc.record({ factor, at: fc.tuple(shift, shift) }),
  );

  const fills = ({ x, y, scale }: Placement, { width, height }: Size, room: Hole) => {
    // A millionth of a pixel is what numbers lose on the way.
    const loss = 1e-6;
    expect(x).toBeLessThanOrEqual(room.x + loss);
    expect(y).toBeLessThanOrEqual(room.y + loss);
    expect(x + width * scale).toBeGreaterThanOrEqual(room.x + room.width - loss);
    expect(y + height * scale).toBeGreaterThanOrEqual(room.y + room.height - loss);
  };

  test('fills its hole, however it is moved and zoomed', () => {
    fc.assert(
      fc.property(photo, hole, fc.array(act, { maxLength: 12 }), (size, room, acts) => {
        let placement = fill(size, room);
        const least = placement.scale;
        fills(placement, size, room);
        for (const done of acts) {
          placement =
            'dx' in done
              ? move(placement, done.dx, done.dy, size, room)
              : zoom(placement, done.factor, done.at, size, room);
          fills(placement, size, room);
          expect(placement.scale / least).toBeGreaterThanOrEqual(1 - 1e-9);
          expect(placement.scale / least).toBeLessThanOrEqual(MOST_ZOOM + 1e-9);
        }
      }),
    );
  });

  test('starts with as much of it as can be seen, its middle in the middle', () => {
    expect(fill({ width: 400, height: 100 }, { x: 10, y: 20, width: 100, height: 50 })).toEqual({
      x: -40,
      y: 20,
      scale: 0.5,
    });
  });

  test('grows around the point between the fingers', () => {
    const size = { width: 1_000, height: 1_000 };
    const room = { x: 0, y: 0, width: 500, height: 500 };
    const before = zoom(fill(size, room), 2, [250, 250], size, room);
    const after = zoom(before, 1.5, [200, 300], size, room);
    const under = ({ x, y, scale }: Placement) => [(200 - x) / scale, (300 - y) / scale];
    expect(under(after)).toEqual(under(before));
  });
});

describe('the frames', () => {
  test('say words of the headline, in their order, and no others', () => {
    for (const format of FRAME_FORMATS) {
      const whole = textsOf(layFrame(format, words, true, typeface));
      expect(whole.map(({ text }) => text).join(' '), format.id).toBe(headline);
    }
    const ring = textsOf(layFrame(avatar, words, false, typeface)).map(({ text }) => text);
    expect(ring.join('')).toBe('KHÔNGMATÚYTỈNHLÀOCAI');
    for (const cover of covers) {
      const texts = textsOf(layFrame(cover, words, false, typeface));
      expect(texts.map(({ text }) => text).join(' '), cover.id).toBe(headline);
    }
  });

  test('of the avatar stay inside the circle that networks cut out, and outside the hole', () => {
    const { x, y, width } = avatar.hole;
    const hole = { x: x + width / 2, y: y + width / 2, radius: width / 2 };
    for (const letter of textsOf(layFrame(avatar, words, false, typeface))) {
      const { above, below } = typeface.measure(letter.text, letter.size);
      const angle = ((letter.turn ?? 0) * Math.PI) / 180;
      for (const [along, up] of [
        [0, above],
        [letter.width, above],
        [letter.width / 2, above],
        [0, -below],
        [letter.width, -below],
      ]) {
        const at = [
          letter.x + (along ?? 0) * Math.cos(angle) + (up ?? 0) * Math.sin(angle),
          letter.y + (along ?? 0) * Math.sin(angle) - (up ?? 0) * Math.cos(angle),
        ] as const;
        expect(Math.hypot(at[0] - 540, at[1] - 540), letter.text).toBeLessThan(540 - 8);
        // Corners of a box around a letter reach further than its ink.
        expect(Math.hypot(at[0] - hole.x, at[1] - hole.y), letter.text).toBeGreaterThan(hole.radius - 4);
      }
    }
  });

  test('of a cover have all words in the part that every screen shows', () => {
    const [facebook] = covers;
    if (facebook?.id !== 'bia-facebook') throw new Error('the first cover is that of Facebook');
    for (const isFilled of [false, true]) {
      for (const { text, x, width } of textsOf(layFrame(facebook, words, isFilled, typeface))) {
        expect(x, text).toBeGreaterThanOrEqual((1640 - 1110) / 2);
        expect(x + width, text).toBeLessThanOrEqual((1640 + 1110) / 2);
      }
    }
  });

  test('are the same as PDF: letters in place, nothing filled in the middle', async () => {
    const sheet = layFrame(avatar, words, false, typeface);
    const { texts, fills } = await readPdf(await drawPdf(sheet, typeface));
    const letters = textsOf(sheet);
    expect(
      texts
        .map(({ text }) => text)
        .join('')
        .replace(/\s/g, ''),
    ).toBe(letters.map(({ text }) => text).join(''));
    // The reader joins letters that stand close; each of its texts begins where one of ours does.
    for (const { text, x, y } of texts.filter((read) => read.text.trim() !== '')) {
      const ours = letters.find((letter) => Math.hypot(x - letter.x, y - letter.y) < 1);
      expect(text.startsWith(ours?.text ?? 'nothing there'), text).toBe(true);
    }
    // The red of the frame leaves its hole free: two circles, the inner one drawn the other way round.
    const [outer = [], inner = []] = fills[0]?.points ?? [];
    const turning = (points: [number, number][]) =>
      Math.sign(
        points.reduce((sum, [x, y], at) => {
          const [nextX, nextY] = points[(at + 1) % points.length] ?? [0, 0];
          return sum + x * nextY - nextX * y;
        }, 0),
      );
    expect(turning(outer)).toBe(-turning(inner));
    expect(turning(outer)).not.toBe(0);
  });

  test('are clear as SVG where no ground is wanted', () => {
    const svg = drawSvg(layFrame(avatar, words, false, typeface));
    const { pixels, width } = new Resvg(svg, {
      fitTo: { mode: 'width', value: 108 },
      font: { loadSystemFonts: false },
    }).render();
    const opacity = (x: number, y: number) => pixels[(y * width + x) * 4 + 3];
    expect(opacity(54, 47)).toBe(0);
    for (const edge of [opacity(54, 2), opacity(2, 2), opacity(54, 100)]) expect(edge).toBe(255);
  });

  test('take no headline with a blank, or of another slogan', () => {
    expect(fitsFrame(headline)).toBe(true);
    expect(fitsFrame('XÂY DỰNG THÔN … KHÔNG MA TÚY')).toBe(false);
    expect(fitsFrame('XÂY DỰNG TRƯỜNG KHÔNG TỘI PHẠM VÀ TỆ NẠN MA TÚY')).toBe(false);
    const data = {
      group: 1,
      title: 'a',
      plan: 'a',
      place: 'a',
      hangsAt: ['a'],
      blank: null,
      material: 'a',
      lines: ['a'],
      section: 'a',
      reviewed: '2026-11-21',
      sizes: [{ width: 1, height: 1 }],
    };
    const frame = { section: 'a', asks: 'a' };
    expect(poster.safeParse({ ...data, headline, frame }).success).toBe(true);
    expect(poster.safeParse({ ...data, headline: 'KHÔNG MA TÚY …', frame }).success).toBe(false);
  });
});
