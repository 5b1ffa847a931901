import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { distFolder, projectRoot } from '../../site/commands/project.ts';
import { channelsOf, emergency, inboxOf } from '../../site/catalog/channels.ts';
import type { Inbox } from '../../site/schemas/inbox.ts';
import { kit } from '../../site/schemas/kit.ts';
import { kitFiles, type KitSetting } from '../../site/catalog/kit-files.ts';
import { type Place, place } from '../../site/schemas/place.ts';
import { drawPdf } from '../../site/print/engine/draw-pdf.ts';
import { drawPng } from '../../site/print/engine/draw-png.ts';
import { drawSvg } from '../../site/print/engine/draw-svg.ts';
import { typefaceOf } from '../../site/print/engine/font-file.ts';
import { writingPitch } from '../../site/print/sheets/kit-layout.ts';
import type { Shape } from '../../site/print/engine/sheet.ts';
import { files, read, siteUrl, tags } from './built-site.ts';
import { boundsOf, type ReadPdf, readPdf } from '../site/print/pdf-reader.ts';
import { asSvg, readQr } from '../site/print/qr-reader.ts';

interface Source {
  id: string;
  data: unknown;
  body: string;
}
const content = join(projectRoot, 'content');
function sourceOf(path: string): Source {
  const [, front = '', ...rest] = readFileSync(join(content, path), 'utf8').split(/^---\n/m);
  const id = path.replace(/^\w+\//, '').replace('.mdx', '');
  return { id, data: parse(front) as unknown, body: rest.join('---\n') };
}
const ids = (folder: string) =>
  files
    .filter((file) => file.startsWith(folder) && file.endsWith('index.html'))
    .map((file) => file.slice(folder.length, -'/index.html'.length))
    .filter((id) => id !== '');
const kits = ids('in/')
  .map((id) => sourceOf(`kits/${id}.mdx`))
  .map(({ id, data, body }) => ({ id, data: kit.parse(data), body }));
const places = ids('dia-ban/')
  .map((id) => sourceOf(`places/${id}.mdx`))
  .map(({ id, data }) => ({ id, data: place.parse(data) }));
const inboxes = JSON.parse(readFileSync(join(content, 'inboxes.json'), 'utf8')) as Inbox[];
const channelsAt = ({ data }: { data: Place }) =>
  channelsOf(data, places.find(({ id }) => id === data.parent)?.data ?? null);

const setting: KitSetting = {
  places,
  inboxes,
  issuers: new Map(),
  siteUrl,
  trial: false,
  faces: { bold: typefaceOf(700), regular: typefaceOf(400) },
};
const tipPage = `${siteUrl}/bao-tin/`;
const qrInk = '#17211b';
const trialWords = 'BẢN THỬ · KHÔNG TREO, KHÔNG PHÁT';
const sheets = files.filter((file) => /^in\/.+\.pdf$/.test(file));
const bytesOf = (file: string) => readFileSync(join(distFolder, file));
const kitOf = (file: string) => {
  const found = kits.find(({ id }) => file.startsWith(`in/${id}/`));
  if (!found) throw new Error(`${file} is of no kit`);
  return found;
};

const readings = new Map<string, ReadPdf[]>();
beforeAll(async () => {
  for (const file of sheets) {
    const first = await readPdf(bytesOf(file));
    const pages = [first];
    for (let at = 2; at <= first.pages; at += 1) pages.push(await readPdf(bytesOf(file), at));
    readings.set(file, pages);
  }
  // Forty documents, on a busy machine.
}, 60_000);
function pagesOf(file: string): ReadPdf[] {
  const pages = readings.get(file);
  if (!pages) throw new Error(`${file} was not read`);
  return pages;
}
const saidOn = (file: string) => pagesOf(file).flatMap(({ texts }) => texts.map(({ text }) => text));
const squeezed = (text: string) => text.replace(/\s+/g, '');
const codesOf = (page: ReadPdf) =>
  page.fills.filter(({ ink, points }) => ink === qrInk && points.length > 50).map(boundsOf);
const phonesIn = (text: string) => text.match(/\b\d{4}\.\d{3}\.\d{3}\b/g) ?? [];

test('every kit but the posts to paste has its sheet, boards stand at the address of their place', () => {
  expect(kits.length).toBeGreaterThan(20);
  const expected = kits.flatMap(({ id, data }) => {
    if (data.sheet === 'bang')
      return places.flatMap((each) => ['a3', 'a4'].map((size) => `in/${id}/${each.id}/${size}.pdf`));
    if (data.sheet === 'phieu')
      return ['', 'lao-cai/', 'lao-cai/lung-phinh/'].map((own) => `in/${id}/${own}a4.pdf`);
    return data.sheet === 'ma' || data.kind === 'bai-dang' ? [] : [`in/${id}/a4.pdf`];
  });
  expect(sheets).toEqual(expected.toSorted());
});

test('every file is linked from its kit page with its size, a board also from its place', () => {
  for (const { id } of kits) {
    const page = read(`in/${id}/index.html`);
    const linked = tags(page, 'a').flatMap(({ href = '' }) =>
      href.startsWith(`/in/${id}/`) && /\.(pdf|svg|png)$/.test(href) ? [href] : [],
    );
    const built = files.filter((file) => file.startsWith(`in/${id}/`) && !file.endsWith('.html'));
    const elsewhere = ['hai-phong/lac-phuong', 'dong-thap/thap-muoi', 'gia-lai/phuong-chua-ro-ten'];
    const here = built.filter((file) => !elsewhere.some((other) => file.includes(other)));
    expect(linked.toSorted()).toEqual(here.map((file) => `/${file}`).toSorted());
    for (const href of linked) {
      const kilobytes = Math.ceil(bytesOf(href.slice(1)).length / 1024);
      const [, after = ''] = page.split(`href="${href}"`);
      expect(after.slice(0, 80), href).toContain(`${kilobytes} KB`);
    }
    expect(page.includes('Đang xem trong Zalo?')).toBe(linked.length > 0);
  }
  for (const { id } of places) {
    const linked = tags(read(`dia-ban/${id}/index.html`), 'a').map(({ href }) => href);
    for (const size of ['a3', 'a4']) expect(linked).toContain(`/in/bang-duong-day-nong/${id}/${size}.pdf`);
  }
});

describe.each(sheets)('%s', (file) => {
  test('is of the size its address names, and at most 150 KB', () => {
    const [width, height] = file.endsWith('/a3.pdf') ? [297, 420] : [210, 297];
    for (const page of pagesOf(file)) {
      expect(Math.abs(page.width - width)).toBeLessThan(0.5);
      expect(Math.abs(page.height - height)).toBeLessThan(0.5);
    }
    expect(pagesOf(file)[0]?.title).toContain(kitOf(file).data.title);
    expect(bytesOf(file).length).toBeLessThanOrEqual(150 * 1024);
  });

  test('carries the letters it uses and no picture, all of them whole, and says that it is a trial', () => {
    for (const { fonts, operators } of pagesOf(file)) {
      expect(fonts.length).toBeGreaterThan(0);
      for (const font of fonts)
        expect(font).toEqual({
          name: expect.stringMatching(/^LACHAN\+BeVietnamPro-(Bold|Regular)$/) as string,
          embedded: true,
        });
      expect([...operators].filter((name) => /image/i.test(name))).toEqual([]);
    }
    const said = saidOn(file).join('\n');
    expect(said).toBe(said.normalize('NFC'));
    expect(said).not.toContain('\ufffd');
    expect(said.split(trialWords)).toHaveLength(2 * pagesOf(file).length + 1);
  });

  test('keeps everything on the sheet, and words apart from each other', () => {
    for (const { texts, fills, lines, width, height } of pagesOf(file)) {
      for (const { text, x, y, size, width: across } of texts) {
        const { above, below } = typefaceOf(700).measure(text, size);
        expect(x, text).toBeGreaterThanOrEqual(0);
        expect(x + across, text).toBeLessThanOrEqual(width);
        expect(y - above, text).toBeGreaterThanOrEqual(0);
        expect(y + below, text).toBeLessThanOrEqual(height);
      }
      for (const box of fills.map(boundsOf)) {
        expect(Math.min(box.left, box.top)).toBeGreaterThanOrEqual(-0.01);
        expect(box.right).toBeLessThanOrEqual(width + 0.01);
        expect(box.bottom).toBeLessThanOrEqual(height + 0.01);
      }
      for (const [x, y] of lines.flat()) {
        expect(Math.min(x, width - x)).toBeGreaterThanOrEqual(0);
        expect(Math.min(y, height - y)).toBeGreaterThanOrEqual(0);
      }
      // By the height of small letters: marks of one line may reach between those of another.
      const overlaps = texts.flatMap((one, at) =>
        texts
          .slice(at + 1)
          .filter(
            (other) =>
              one.x < other.x + other.width - 0.1 &&
              other.x < one.x + one.width - 0.1 &&
              one.y - one.size * 0.5 < other.y &&
              other.y - other.size * 0.5 < one.y,
          )
          .map((other) => [one.text, other.text]),
      );
      expect(overlaps).toEqual([]);
    }
  });

  test('has only codes that lead to the tip page and name nobody', () => {
    for (const page of pagesOf(file))
      for (const code of codesOf(page)) {
        const near = page.fills.filter((fill) => {
          const { left, top, right, bottom } = boundsOf(fill);
          return left < code.right && right > code.left && top < code.bottom && bottom > code.top;
        });
        // Half its size, as from further away.
        expect(readQr(asSvg(near), code, 0.5)).toBe(tipPage);
      }
  });
});

describe('sheets made from a text', () => {
  const flowing = kits.filter(({ data }) => data.sheet === null && data.kind !== 'bai-dang');

  test.each(flowing)('$id says what its page says, letter for letter', ({ id, data, body }) => {
    const plain = body
      .replace(/^\s*(#+|-) /gm, '')
      .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .replace(/\*\*|☐|…{2,}/g, '');
    const pages = pagesOf(`in/${id}/a4.pdf`);
    const said = pages.map(({ texts }) =>
      texts
        .map(({ text }) => text)
        .filter((text) => text !== trialWords && !/^Trang \d\/\d$/.test(text) && !text.endsWith(`/in/${id}/`))
        .join(' '),
    );
    expect(squeezed(said.join(' '))).toContain(squeezed(plain));
    expect(squeezed(said[0] ?? '')).toContain(squeezed(data.title));
    for (const { section } of data.sources) expect(squeezed(said.at(-1) ?? '')).toContain(squeezed(section));
  });

  test.each(flowing)('$id leaves no page nearly empty', ({ id }) => {
    for (const { texts, lines } of pagesOf(`in/${id}/a4.pdf`).slice(1))
      expect(texts.length + lines.length).toBeGreaterThan(8);
  });

  test('each pledge has room to write, nine millimetres a line, and asks for no number of a person', () => {
    const pledges = kits.filter(({ data }) => data.kind === 'cam-ket');
    expect(pledges.length).toBeGreaterThanOrEqual(5);
    for (const { id, data, body } of pledges) {
      const [page, ...more] = pagesOf(`in/${id}/a4.pdf`);
      expect(more).toEqual([]);
      const heights = [...new Set((page?.lines ?? []).map(([[, y]]) => Math.round(y * 10) / 10))].toSorted(
        (a, b) => a - b,
      );
      expect(heights.length, id).toBeGreaterThanOrEqual(7);
      heights.slice(1).forEach((y, at) => {
        expect(y - (heights[at] ?? 0), id).toBeGreaterThanOrEqual(writingPitch - 0.11);
      });
      expect(body.toLocaleLowerCase('vi')).toContain('ký');
      expect(body).not.toMatch(/căn cước|CCCD|CMND|số điện thoại|ngày sinh/i);
      expect(data.sources.length).toBeGreaterThan(0);
    }
  });
});

describe('what a place shows', () => {
  const own = (kind: string) =>
    sheets.flatMap((file) => {
      const id = new RegExp(`^in/${kind}/(.+)/a\\d\\.pdf$`).exec(file)?.[1];
      const found = places.find((each) => each.id === id);
      return found ? [{ file, found }] : [];
    });

  test.each(own('bang-duong-day-nong'))(
    '$file has exactly its channels, and says whose',
    ({ file, found }) => {
      const { phones, mails } = channelsAt(found);
      const said = saidOn(file).join(' ');
      const national = phones[0]?.origin === 'national';
      expect(phonesIn(said)).toEqual(phonesIn(phones.map(({ number }) => number).join(' ')));
      expect(said.match(/[\w.]+@[\w.]+/g) ?? []).toEqual(mails.map(({ address }) => address));
      expect(said).toContain('Nguy hiểm ngay lúc này: gọi 113');
      expect(said.includes('chưa công bố số')).toBe(phones[0]?.origin !== 'own');
      expect(said.includes(emergency.label)).toBe(national);
      if (phones[0]?.origin === 'parent') expect(said).toContain(`của ${phones[0].of}`);
      const others = places.filter(
        ({ id, data }) => data.parent === null && id !== found.data.parent && id !== found.id,
      );
      for (const { data } of others) expect(said).not.toContain(data.name);
    },
  );

  test.each([...own('bang-duong-day-nong'), ...own('phieu-bao-tin')])(
    '$file has the six digits that the tip page shows, and a code; or neither',
    ({ file, found }) => {
      const inbox = inboxOf(found.id, found.data, inboxes);
      const digits = saidOn(file).filter((text) => /^\d{3} \d{3}$/.test(text));
      const codes = pagesOf(file).flatMap(codesOf);
      const slips = file.startsWith('in/phieu') ? 8 : 1;
      expect(codes).toHaveLength(inbox ? slips : 0);
      expect(digits).toHaveLength(inbox ? slips : 0);
      if (!inbox) return;
      const listed = read('bao-tin/index.html').replaceAll('&quot;', '"').replaceAll('&#34;', '"');
      expect(listed).toContain(`"fingerprint":"${digits[0]?.replace(' ', '')}"`);
      const [, after = ''] = listed.split(`"id":"${inbox.id}"`);
      expect(after.indexOf(digits[0]?.replace(' ', '') ?? '')).toBe(after.search(/(?<="fingerprint":")/));
      if (slips === 1) expect(saidOn(file).join(' ')).toContain(inbox.label);
    },
  );

  test('where no inbox is open no sheet has a code, and none speaks of six digits', () => {
    for (const entry of kits.filter(({ data }) => data.sheet === 'bang' || data.sheet === 'phieu'))
      for (const { sheets: laid, file } of kitFiles(entry, { ...setting, inboxes: [] })) {
        const shapes = laid.flatMap((sheet) => sheet.shapes);
        expect(
          shapes.filter(({ kind }) => kind === 'qr'),
          file,
        ).toEqual([]);
        const said = shapes.flatMap((shape) => (shape.kind === 'text' ? [shape.text] : [])).join(' ');
        expect(said).not.toMatch(/sáu số|bao-tin/i);
        expect(said).not.toContain('BẢN THỬ');
      }
  });
});

test('regular letters are the same in all three kinds of file', async () => {
  const laid = kits
    .filter(({ id }) => id === 'the-gui-tin-an-danh')
    .flatMap((entry) => kitFiles(entry, setting));
  const [sheet] = laid.flatMap(({ sheets: pages }) => pages);
  if (!sheet) throw new Error('no sheet');
  const { texts } = await readPdf(await drawPdf(sheet, [typefaceOf(400), typefaceOf(700)]));
  const drawn = [...drawSvg(sheet).matchAll(/<text x="([\d.]+)"[^>]* textLength="([\d.]+)"[^>]*>([^<]*)/g)];
  expect(drawn.map(([, , , text]) => text)).toEqual(texts.map(({ text }) => text));
  texts.forEach(({ x, width }, at) => {
    expect(Math.abs(Number(drawn[at]?.[1]) - x)).toBeLessThan(0.05);
    expect(Math.abs(Number(drawn[at]?.[2]) - width)).toBeLessThan(0.05);
  });
  // A renderer without the regular file would quietly set everything in bold.
  const shapes = sheet.shapes.map((shape): Shape => {
    if (shape.kind !== 'text') return shape;
    const { weight: _, ...bold } = shape;
    return bold;
  });
  expect(Buffer.compare(drawPng(sheet, 300), drawPng({ ...sheet, shapes }, 300))).not.toBe(0);
});

test('the code to paste is a drawing and a picture that lead to the tip page, and the words to paste are those of the site', () => {
  const [, drawing = ''] = /<\/style>(.*)<\/svg>/s.exec(read('in/ma-gui-tin/ma.svg')) ?? [];
  const around = { left: 13, top: 12, right: 77, bottom: 76 };
  expect(readQr(drawing, around, 0.3)).toBe(tipPage);
  const picture = bytesOf('in/ma-gui-tin/ma.png').toString('base64');
  const image = `<image width="90" height="108" href="data:image/png;base64,${picture}"/>`;
  expect(readQr(image, around, 0.5)).toBe(tipPage);
  const page = read('in/ma-gui-tin/index.html');
  expect(page).toContain(`&lt;a href=&quot;${tipPage}&quot;`);
});
