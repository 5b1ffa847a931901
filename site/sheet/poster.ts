import { fitParts, heightOf, linePitch, wrapEvenly } from './fit-lines.ts';
import { widthOf } from './text-width.ts';

/** One line on a sheet: centre of its baseline, size and width, in millimetres. */
export interface SheetText {
  text: string;
  ink: 'gold' | 'white';
  x: number;
  y: number;
  size: number;
  width: number;
}

/** A poster laid out in millimetres: its texts and, at `blanks`, the dotted lines to write a name on. */
export interface PosterSheet {
  width: number;
  height: number;
  texts: SheetText[];
  blanks: { x1: number; x2: number; y: number }[];
  /** Where the gold rule between headline and lines runs. */
  rule: number;
}

export interface PosterInput {
  /** Exact words; "…" is the blank for a name. */
  headline: string;
  /** Names in the headline ("KHU CÔNG NGHIỆP", "TỈNH LÀO CAI") that no line break may tear apart. */
  names: string[];
  /** Lines below; `{phones}` and `{mail}` stand for the channels. */
  lines: string[];
  phones: string[];
  mails: string[];
  /** Metres. */
  size: { width: number; height: number };
}

/**
 * Lays a poster out: the headline in gold fills its width and the height the lines leave it; the lines
 * stand below in white with the numbers as large as the width allows. Shapes only, nothing is drawn.
 */
export function layPoster({ headline, names, lines, phones, mails, size }: PosterInput): PosterSheet {
  const sheet: PosterSheet = {
    width: size.width * 1000,
    height: size.height * 1000,
    texts: [],
    blanks: [],
    rule: 0,
  };
  const margin = sheet.width * 0.085;
  const inner = sheet.width - 2 * margin;
  const foot = footBlocks({ lines, phones, mails }, inner);
  const footHeight = foot.reduce((sum, block) => sum + block.before + block.size * block.pitch, 0);
  const gap = sheet.width * 0.06;
  const footTop = sheet.height - margin - footHeight;
  const parts = headline.split('…').map((part) => part.trim());
  setHeadline(
    sheet,
    parts.map((part) => wordsOf(part, names)),
    { left: margin, top: margin, width: inner, height: footTop - gap - margin },
  );
  sheet.rule = footTop - gap / 2;
  let y = footTop;
  for (const block of foot) {
    y += block.before + block.size * 0.95;
    setLine(sheet, block.text, block.size, 'white', y);
    y += block.size * (block.pitch - 0.95);
  }
  return sheet;
}

interface FootBlock {
  text: string;
  size: number;
  /** Empty space above. */
  before: number;
  /** From one baseline to the next, in sizes: numbers and addresses stand closer than wrapped text. */
  pitch: number;
}

/** The lines below the headline: wrapped text, with each number or address on a line that it fills. */
function footBlocks(
  { lines, phones, mails }: Pick<PosterInput, 'lines' | 'phones' | 'mails'>,
  inner: number,
) {
  const contacts: Record<string, string[]> = { '{phones}': phones, '{mail}': mails };
  return lines.flatMap((line, index) => {
    const pieces = line.split(/(\{phones\}|\{mail\})/).map((piece) => piece.trim());
    const blocks = pieces
      .filter(Boolean)
      .flatMap(
        (piece) => contacts[piece]?.map((text) => contactBlock(text, inner)) ?? labelBlocks(piece, inner),
      );
    if (blocks[0] && index > 0) blocks[0].before = inner * 0.04;
    return blocks;
  });
}

function contactBlock(text: string, inner: number): FootBlock {
  return { text, size: inner / widthOf(text), before: 0, pitch: 1.08 };
}

function labelBlocks(text: string, inner: number): FootBlock[] {
  const size = inner * 0.049;
  const lines = wrapEvenly(holdTogether(text, compounds), size, inner);
  return lines.map((line) => ({ text: line, size, before: 0, pitch: 1.3 }));
}

interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

function setHeadline(sheet: PosterSheet, parts: string[][], box: Box): void {
  const blankHeight = box.width * 0.15;
  const maxSize = box.width * 0.17;
  const room = box.height - blankHeight * (parts.length - 1);
  const fitted = fitParts(parts, box.width, room, maxSize);
  const used = fitted.reduce((sum, lines) => sum + heightOf(lines), 0);
  const count = fitted.reduce((sum, lines) => sum + lines.length, 0) + parts.length - 1;
  // What the lines leave goes between them, but never so much that they fall apart.
  const space = Math.min((room - used) / (count + 1), box.width * 0.07);
  let y = box.top + (room - used - space * (count - 1)) / 2;
  fitted.forEach((lines, index) => {
    if (index > 0) {
      y += blankHeight + space;
      sheet.blanks.push({ x1: box.left, x2: box.left + box.width, y: y - space - blankHeight * 0.2 });
    }
    for (const { text, size } of lines) {
      setLine(sheet, text, size, 'gold', y + size * 0.98);
      y += size * linePitch + space;
    }
  });
}

/** Words of more than one syllable, as the campaign's slogans have them; torn apart they read badly. */
const compounds =
  'KHÔNG MA TÚY, MA TÚY, TỆ NẠN, TỘI PHẠM, XÂY DỰNG, QUYẾT TÂM, HỆ THỐNG, CHÍNH TRỊ, TOÀN DÂN, ĐỊA BÀN, KINH DOANH, LÀNH MẠNH, AN TOÀN, TỐ GIÁC'.split(
    ', ',
  );

/** Words of a headline. Those held together count as one. */
function wordsOf(text: string, names: string[]): string[] {
  const longestFirst = [...names, ...compounds].sort((a, b) => b.length - a.length);
  return holdTogether(text, longestFirst).split(' ');
}

function holdTogether(text: string, phrases: string[]): string {
  return phrases.reduce((held, phrase) => held.replaceAll(phrase, phrase.replaceAll(' ', '\u00a0')), text);
}

function setLine(sheet: PosterSheet, text: string, size: number, ink: 'gold' | 'white', y: number): void {
  sheet.texts.push({
    text: text.replaceAll('\u00a0', ' '),
    ink,
    x: sheet.width / 2,
    y,
    size,
    width: widthOf(text) * size,
  });
}
