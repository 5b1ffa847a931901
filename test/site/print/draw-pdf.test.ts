import { PDFDict, PDFDocument, PDFHexString, PDFName } from '@cantoo/pdf-lib';
import { expect, test } from 'vitest';
import { paragraph, put, textLine, toldAs } from '../../../site/print/engine/block.ts';
import { drawPdf } from '../../../site/print/engine/draw-pdf.ts';
import { drawSvg } from '../../../site/print/engine/draw-svg.ts';
import { boldTypeface } from '../../../site/print/engine/font-file.ts';
import type { Shape, Sheet, Stroke, TextShape } from '../../../site/print/engine/sheet.ts';
import { type ReadTag, readPdf, readTold, tagsIn } from './pdf-reader.ts';

const typeface = boldTypeface();
const ink = '#17211B';
const line = (y: number, told: Partial<Stroke> = {}): Stroke => ({
  kind: 'line',
  x1: 10,
  x2: 60,
  y1: y,
  y2: y,
  thickness: 0.3,
  ink,
  ...told,
});
const text = (said: string, y: number, told: Partial<TextShape> = {}): Shape[] =>
  put(textLine(typeface, said, 5, ink), 10, y).map((shape) => ({ ...shape, ...told }) as Shape);
const code: Shape = {
  kind: 'qr',
  address: 'https://la-chan.test/',
  x: 70,
  y: 20,
  size: 20,
  ink,
  ground: '#FFFFFF',
};
const sheetOf = (...shapes: Shape[]): Sheet => ({
  title: 'Tờ thử',
  width: 100,
  height: 150,
  ground: '#FFFFFF',
  shapes,
});

/** Roles and texts below the document, nested as they are. */
const outline = ({ role, text: own, kids }: ReadTag): unknown => [role, own, ...kids.map(outline)];
async function toldBy(...shapes: Shape[]) {
  const { pages } = await readTold(await drawPdf(sheetOf(...shapes), typeface));
  return pages[0]?.root.kids[0]?.kids.map(outline);
}

test('a document says its language and title, and that it is tagged', async () => {
  const told = await readTold(await drawPdf(sheetOf(...text('Chào bà con', 10)), typeface));
  expect(told).toMatchObject({ title: 'Tờ thử', language: 'vi-VN', isMarked: true, showsTitle: true });
});

test('texts are paragraphs, or what their sheet says, in the order of shapes', async () => {
  expect(
    await toldBy(
      ...text('Đường dây nóng', 10, { role: 'H1' }),
      ...text('Gọi ngay', 20),
      ...text('Việc gì', 30, { role: 'H2' }),
    ),
  ).toEqual([
    ['H1', 'Đường dây nóng'],
    ['P', 'Gọi ngay'],
    ['H2', 'Việc gì'],
  ]);
});

test('lines of one paragraph are told as one, whole words apart from each other', async () => {
  const words = 'Không ai mua bán, cất giấu, dùng ma túy hay cho mượn chỗ để dùng.';
  const block = paragraph(typeface, words, { size: 6, width: 60, ink });
  expect(block.shapes.length).toBeGreaterThan(2);
  expect(await toldBy(...put(block, 10, 10), line(60), ...text('Khác', 70))).toEqual([
    ['P', words],
    ['P', 'Khác'],
  ]);
  expect(await toldBy(...put(toldAs('H1', block), 10, 10))).toEqual([['H1', words]]);
  expect(await toldBy(...text('Chú ý', 10), ...text(':', 10, { continues: '' }))).toEqual([['P', 'Chú ý:']]);
});

test('items that follow each other are a list, each with its mark; another kind of mark is another list', async () => {
  const item = (mark: string, said: string, y: number) => [
    ...text(mark, y, { role: 'Lbl' }),
    ...text(said, y, { role: 'LBody' }),
  ];
  const told = await toldBy(
    ...item('1.', 'Một', 10),
    line(15),
    ...item('2.', 'Hai', 20),
    ...text('Ba', 30, { role: 'LBody' }),
    ...text('Hết', 40),
    ...text('Bốn', 50, { role: 'LBody' }),
  );
  expect(told).toEqual([
    ['L', '', ['LI', '', ['Lbl', '1.'], ['LBody', 'Một']], ['LI', '', ['Lbl', '2.'], ['LBody', 'Hai']]],
    ['L', '', ['LI', '', ['LBody', 'Ba']]],
    ['P', 'Hết'],
    ['L', '', ['LI', '', ['LBody', 'Bốn']]],
  ]);
});

test('a gap to write in is told as the dots it stands for, within its sentence', async () => {
  const shapes = [
    ...text('Ngày', 10),
    line(15, { says: '……', continues: ' ' }),
    ...text('tháng', 10, { continues: ' ' }),
    line(20, { says: '☐', role: 'Lbl' }),
  ];
  expect(await toldBy(...shapes)).toEqual([
    ['P', 'Ngày …tháng', ['Span', '']],
    ['L', '', ['LI', '', ['Lbl', '…', ['Span', '']]]],
  ]);
  const pdf = await PDFDocument.load(await drawPdf(sheetOf(...shapes), typeface));
  const spans = pdf.context.enumerateIndirectObjects().flatMap(([, object]) => {
    const letters = object instanceof PDFDict ? object.get(PDFName.of('ActualText')) : undefined;
    return letters instanceof PDFHexString ? [letters.decodeText()] : [];
  });
  expect(spans).toEqual(['…… ', '☐']);
});

test('a code is a figure that says where it leads; ornament and what stands on every page are told to nobody', async () => {
  const sheet = sheetOf(
    { kind: 'rectangle', x: 0, y: 0, width: 100, height: 5, fill: ink },
    ...text('Quét mã', 10),
    code,
    line(60),
    ...text('Trang 1/2', 140, { role: 'Artifact' }),
  );
  const bytes = await drawPdf(sheet, typeface, { bleed: 3, cropMarks: true });
  const { pages } = await readTold(bytes);
  const [page] = pages;
  expect(page).toMatchObject({ untold: ['Trang 1/2'], loose: [], lost: [] });
  const [words, figure, ...rest] = page?.root.kids[0]?.kids ?? [];
  expect([words?.role, words?.text, rest]).toEqual(['P', 'Quét mã', []]);
  expect(figure).toMatchObject({ role: 'Figure', alt: 'Mã QR: https://la-chan.test/' });
  // Where it lies on the page: past the bleed and the marks, from the lower edge, in points.
  const raw = await PDFDocument.load(bytes);
  const boxes = raw.context.enumerateIndirectObjects().flatMap(([, object]) => {
    const layout = object instanceof PDFDict ? object.get(PDFName.of('A')) : undefined;
    return layout instanceof PDFDict ? [String(layout.get(PDFName.of('BBox')))] : [];
  });
  const points = (millimetres: number) => Math.round((millimetres * 7200) / 25.4) / 100;
  expect(boxes).toEqual([`[ ${[80, 120, 100, 140].map(points).join(' ')} ]`]);
});

test('pages go on in one tree, and a list over their border', async () => {
  const item = (said: string) => sheetOf(...text(said, 10, { role: 'LBody' }));
  const { pages } = await readTold(await drawPdf([item('Một'), item('Hai')], typeface));
  expect(pages.map(({ root }) => tagsIn(root).flatMap((tag) => tag.text || []))).toEqual([['Một'], ['Hai']]);
  expect(pages.map(({ loose, lost }) => [...loose, ...lost])).toEqual([[], []]);
  const pdf = await PDFDocument.load(await drawPdf([item('Một'), item('Hai')], typeface));
  const lists = pdf.context
    .enumerateIndirectObjects()
    .filter(([, object]) => object instanceof PDFDict && object.get(PDFName.of('S')) === PDFName.of('L'));
  expect(lists).toHaveLength(1);
});

test('what is told changes nothing that is seen, and gives the same bytes each time', async () => {
  const plain = sheetOf(...text('Một', 10), ...text('Hai', 20), line(30), code);
  const told = sheetOf(
    ...text('Một', 10, { role: 'H1' }),
    ...text('Hai', 20, { continues: ' ' }),
    line(30, { says: '……' }),
    code,
  );
  expect(drawSvg(told)).toBe(drawSvg(plain));
  const seen = async (sheet: Sheet) => {
    const { texts, fills, lines } = await readPdf(await drawPdf(sheet, typeface));
    return { texts, fills, lines };
  };
  expect(await seen(told)).toEqual(await seen(plain));
  expect(await drawPdf(told, typeface)).toEqual(await drawPdf(told, typeface));
});
