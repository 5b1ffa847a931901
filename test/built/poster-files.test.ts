import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { distFolder, projectRoot } from '../../site/commands/project.ts';
import type { Place } from '../../site/schemas/place.ts';
import type { Poster } from '../../site/schemas/poster.ts';
import { boldTypeface } from '../../site/print/engine/font-file.ts';
import { files, read, siteUrl, tags } from './built-site.ts';
import { type Bounds, boundsOf, type ReadPdf, readPdf } from '../site/print/pdf-reader.ts';
import { asSvg, readQr } from '../site/print/qr-reader.ts';

const frontMatter = (file: string): unknown =>
  parse(readFileSync(join(projectRoot, 'content', file), 'utf8').split('---\n')[1] ?? '');
const posters = [1, 2, 3, 4, 5, 6].map((group) => frontMatter(`posters/nhom-${group}.mdx`) as Poster);
const { channels } = frontMatter('places/lao-cai.mdx') as Place;
const phones = channels.phones.map(({ number }) => number);
const mails = channels.mails.map(({ address }) => address);
const tipPage = `${siteUrl}/bao-tin/`;
const qrInk = '#17211b';

const sheets = files.filter((file) => /^ap-phich\/.+\.pdf$/.test(file));
const bytesOf = (file: string) => readFileSync(join(distFolder, file));
const posterOf = (file: string): Poster => {
  const poster = posters[Number(/nhom-(\d)/.exec(file)?.[1]) - 1];
  if (!poster) throw new Error(`${file} is of no group`);
  return poster;
};

/** Millimetres that the address of a sheet promises. */
function sizeOf(file: string): [number, number] {
  const name = /([^/]+)\.\w+$/.exec(file)?.[1] ?? '';
  const walls: Record<string, [number, number]> = { a3: [297, 420], a4: [210, 297] };
  const [width = 0, height = 0] = name.split('x').map(Number);
  return walls[name] ?? [width * 1000, height * 1000];
}

/** What the plan wants on the poster, in order, with the numbers and the mailbox in their places. */
function official({ headline, lines }: Poster): string {
  const words = [headline.replace('…', ''), ...lines].join(' ');
  return oneLine(words.replace('{phones}', phones.join(' ')).replace('{mail}', mails.join(' ')));
}
const oneLine = (text: string) => text.replace(/\s+/g, ' ').trim();

const readings = new Map<string, ReadPdf>();
beforeAll(async () => {
  for (const file of sheets) readings.set(file, await readPdf(bytesOf(file)));
});
const readingOf = (file: string) => {
  const reading = readings.get(file);
  if (!reading) throw new Error(`${file} was not read`);
  return reading;
};
function codeOf({ fills }: ReadPdf): Bounds {
  const codes = fills.filter(({ ink }) => ink === qrInk);
  expect(codes).toHaveLength(1);
  return boundsOf(codes[0] ?? { ink: '', points: [] });
}

test('every group has its sheets at the sizes of its content, and A3 and A4, as three kinds of file', () => {
  const expected = posters.flatMap(({ group, sizes }) =>
    [...sizes.map(({ width, height }) => `${width}x${height}`), 'a3', 'a4'].flatMap((size) =>
      ['pdf', 'png', 'svg'].map((kind) => `ap-phich/nhom-${group}/${size}.${kind}`),
    ),
  );
  expect(files.filter((file) => /^ap-phich\/.+\.(pdf|svg|png)$/.test(file))).toEqual(expected.toSorted());
});

test('every file is linked from its poster page with its size', () => {
  for (const poster of posters) {
    const folder = `ap-phich/nhom-${poster.group}/`;
    const page = read(`${folder}index.html`);
    const linked = tags(page, 'a').flatMap(({ href = '' }) => (/\.(pdf|svg|png)$/.test(href) ? [href] : []));
    expect(linked.toSorted()).toEqual(
      files.filter((file) => file.startsWith(folder) && !file.endsWith('.html')).map((file) => `/${file}`),
    );
    for (const href of linked) {
      const kilobytes = Math.ceil(bytesOf(href.slice(1)).length / 1024);
      const [, after = ''] = page.split(`href="${href}"`);
      expect(after.slice(0, 80), href).toContain(`${kilobytes} KB`);
    }
  }
});

describe.each(sheets)('%s', (file) => {
  test('is one page of the size its address names', () => {
    const { pages, width, height, title } = readingOf(file);
    const [wanted, high] = sizeOf(file);
    expect(pages).toBe(1);
    expect(Math.abs(width - wanted)).toBeLessThan(0.5);
    expect(Math.abs(height - high)).toBeLessThan(0.5);
    expect(title).toContain(`nhóm ${posterOf(file).group}`);
  });

  test('says what its content says, letter for letter, then where to send a tip, then that it is a trial', () => {
    const said = oneLine(
      readingOf(file)
        .texts.map(({ text }) => text)
        .join(' '),
    );
    expect(said).toBe(said.normalize('NFC'));
    const rest = said.slice(official(posterOf(file)).length);
    expect(said.slice(0, -rest.length)).toBe(official(posterOf(file)));
    expect(rest).toContain('Gửi tin ẩn danh');
    expect(rest).toContain(tipPage.replace(/^https?:\/\//, ''));
    // The tests' site holds demo keys.
    expect(rest.match(/BẢN THỬ/g)).toHaveLength(2);
  });

  test('carries the letters it uses, no picture, and at most 150 KB', () => {
    const { fonts, operators } = readingOf(file);
    expect(fonts).toEqual([{ name: 'LACHAN+BeVietnamPro-Bold', embedded: true }]);
    expect([...operators].filter((name) => /image/i.test(name))).toEqual([]);
    expect(bytesOf(file).length).toBeLessThanOrEqual(150 * 1024);
    expect(bytesOf(file.replace('.pdf', '.svg')).length).toBeLessThanOrEqual(150 * 1024);
  });

  test('keeps everything on the sheet', () => {
    const { texts, fills, width, height } = readingOf(file);
    for (const { text, x, y, size, width: across } of texts) {
      const { above, below } = boldTypeface().measure(text, size);
      expect(x, text).toBeGreaterThanOrEqual(0);
      expect(x + across, text).toBeLessThanOrEqual(width);
      expect(y - above, text).toBeGreaterThanOrEqual(0);
      expect(y + below, text).toBeLessThanOrEqual(height);
    }
    for (const { left, top, right, bottom } of fills.map(boundsOf)) {
      expect(Math.min(left, top)).toBeGreaterThanOrEqual(-0.01);
      expect(right).toBeLessThanOrEqual(width + 0.01);
      expect(bottom).toBeLessThanOrEqual(height + 0.01);
    }
  });

  test('has a code that leads to the tip page and names nobody, even printed at a fifth of its size', () => {
    const { fills } = readingOf(file);
    const code = codeOf(readingOf(file));
    expect(readQr(asSvg(fills), code, 0.2)).toBe(tipPage);
    const picture = bytesOf(file.replace('.pdf', '.png')).toString('base64');
    const [width, height] = sizeOf(file);
    const image = `<image width="${width}" height="${height}" href="data:image/png;base64,${picture}"/>`;
    expect(readQr(image, code, 1080 / ((width * 300) / 25.4))).toBe(tipPage);
  });

  test('leaves four light modules around its code', () => {
    const reading = readingOf(file);
    const code = codeOf(reading);
    const rows = new Set(reading.fills.find(({ ink }) => ink === qrInk)?.points.map(([first]) => first?.[1]));
    const module = (code.bottom - code.top) / rows.size;
    const light = reading.fills
      .filter(({ ink }) => ink === '#ffffff')
      .map(boundsOf)
      .find(({ left, right, top }) => left < code.left && right > code.right && top < code.top);
    expect(light).toBeDefined();
    const quiet = 3.99 * module;
    expect(code.left - (light?.left ?? 0)).toBeGreaterThanOrEqual(quiet);
    expect((light?.right ?? 0) - code.right).toBeGreaterThanOrEqual(quiet);
    expect(code.top - (light?.top ?? 0)).toBeGreaterThanOrEqual(quiet);
    expect((light?.bottom ?? 0) - code.bottom).toBeGreaterThanOrEqual(quiet);
    const words = reading.texts.filter(
      ({ x, y, width, size }) =>
        x < code.right + quiet &&
        x + width > code.left - quiet &&
        y - size * 0.75 < code.bottom + quiet &&
        y > code.top - quiet,
    );
    expect(words).toEqual([]);
  });

  test('is the same sheet as the drawing beside it', () => {
    const drawing = readFileSync(join(distFolder, file.replace('.pdf', '.svg')), 'utf8');
    const [width, height] = sizeOf(file);
    expect(tags(drawing, 'svg')[0]).toMatchObject({ width: `${width}mm`, height: `${height}mm` });
    const written = [
      ...drawing.matchAll(
        /<text x="([\d.]+)" y="([\d.]+)" font-size="([\d.]+)" textLength="([\d.]+)"[^>]*>([^<]*)/g,
      ),
    ];
    expect(written.map(([, , , , , text]) => text)).toEqual(readingOf(file).texts.map(({ text }) => text));
    readingOf(file).texts.forEach(({ x, y, size, width: across }, at) => {
      const [left = NaN, baseline = NaN, em = NaN, length = NaN] = (written[at] ?? [])
        .slice(1, 5)
        .map(Number);
      expect(Math.abs(left - x)).toBeLessThan(0.05);
      expect(Math.abs(baseline - y)).toBeLessThan(0.05);
      expect(Math.abs(em - size)).toBeLessThan(0.05);
      expect(Math.abs(length - across)).toBeLessThan(0.05);
    });
  });
});
