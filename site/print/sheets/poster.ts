import { type Block, paragraph, put, stack, textAcross, toldAs } from '../engine/block.ts';
import { type FittedLine, fitParts, lineGap } from '../engine/fit-lines.ts';
import { posterInks } from './inks.ts';
import { frame, rays } from './ornament.ts';
import { DoesNotFit, type Shape, type Sheet } from '../engine/sheet.ts';
import { besideTipCode, tipBand } from './tip-code.ts';
import type { Typeface } from '../engine/typeface.ts';

export interface PosterInput {
  title: string;
  /** Exact words; "…" is the blank for a name. */
  headline: string;
  /** Set on the blank, in capitals. None: a ruled line to write on. At most `longestName` letters. */
  name?: string;
  /** Names in the headline ("KHU CÔNG NGHIỆP", "TỈNH LÀO CAI") that no line break may tear apart. */
  names: string[];
  /** Lines below; `{phones}` and `{mail}` stand for the channels. A line whose channel is missing is left out. */
  lines: string[];
  phones: string[];
  mails: string[];
  /** Whose numbers or mailboxes they are ("tỉnh Lào Cai") where they are not the place's own; said below them. */
  lent?: { phones?: string; mails?: string };
  /** Where the code leads: the tip page, the same for every poster of a site, so that it names nobody. */
  tipAddress: string;
  /** Millimetres. */
  size: { width: number; height: number };
}

/** The part of a poster that is the same at any size and with any name. */
export type PosterWords = Omit<PosterInput, 'title' | 'name' | 'size'>;

/** A poster and how high its letters are: flat capitals (or digits) in millimetres, the smallest of each kind. */
export interface LaidPoster {
  sheet: Sheet;
  letters: { headline: number; phones: number; mails: number; lines: number };
}

/** Letters a name may have. */
export const longestName = 120;
/** Capitals of the headline are at least this part of its width: 27 mm on a sheet 0.8 m wide, read from 5 m. */
export const smallestHeadline = 0.04;

// All in parts of the sheet's width.
const framed = 0.036;
const padding = 0.076;
const lineSize = 0.031;
const blankHeight = 0.15;

/**
 * Lays a poster out: the headline in gold fills its width and the height that the rest leaves it; below, on a darker
 * ground, the lines in white with each number as large as the width allows, and the code of the tip page.
 * Throws `DoesNotFit` for a name that is too long, or has letters that the font lacks.
 */
export function layPoster(input: PosterInput, typeface: Typeface): LaidPoster {
  const { width, height } = input.size;
  const edge = framed * width;
  const inner = width - 2 * padding * width;
  const contacts = layContacts(input, inner, typeface);
  const air = 0.038 * width;
  const panelTop = height - edge - contacts.block.height - 2 * air;
  const headline = layHeadline(input, typeface, {
    left: padding * width,
    top: edge + air,
    width: inner,
    height: panelTop - edge - 2 * air,
  });
  const panel = { x: edge, y: panelTop, width: width - 2 * edge, height: height - edge - panelTop };
  const sheet: Sheet = {
    title: input.title,
    width,
    height,
    ground: posterInks.red,
    shapes: [
      ...rays({ x: edge, y: edge, width: panel.width, height: panelTop - edge }),
      { kind: 'rectangle', ...panel, fill: posterInks.deep },
      ...frame(input.size, edge, panelTop),
      ...toldAs('H1', headline).shapes,
      ...put(contacts.block, padding * width, panelTop + air),
    ],
  };
  return { sheet, letters: { headline: headline.letters, ...contacts.letters } };
}

interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

function layHeadline(
  { headline, name = '', names }: PosterInput,
  typeface: Typeface,
  box: Box,
): { shapes: Shape[]; letters: number } {
  const [before = '', after = ''] = headline.split('…').map((part) => holdTogether(part.trim(), names));
  const written = checkedName(name, typeface);
  const blank = headline.includes('…') && !written ? blankHeight * box.width : 0;
  const said = [before, written, after].filter(Boolean);
  const parts = [...said.slice(0, -1), ...slogan(said[said.length - 1] ?? '')];
  const fitted = fitParts(typeface, parts, {
    width: box.width,
    height: box.height - blank,
    minSize: (smallestHeadline * box.width) / typeface.capHeight,
    maxSize: box.width * 0.26,
  });
  const letters = Math.min(...fitted.flat().map((line) => line.size)) * typeface.capHeight;
  if (letters < smallestHeadline * box.width) {
    throw new DoesNotFit(
      `Tên này dài quá: chữ chỉ còn cao ${Math.floor(letters)} mm, nhỏ hơn mức ${Math.ceil(smallestHeadline * box.width)} mm. Hãy viết tên ngắn hơn.`,
    );
  }
  return { shapes: setHeadline(fitted, box, blank, before === '' ? 0 : 1), letters };
}

/** Sets fitted lines under each other, the blank (if it has a height) after the part `blankAfter`. */
function setHeadline(fitted: FittedLine[][], box: Box, blank: number, blankAfter: number): Shape[] {
  const lines = fitted.flat();
  const air = lines.map((line) => line.size * lineGap);
  const used = lines.reduce((sum, line, at) => sum + line.above + line.below + (air[at] ?? 0), 0) + blank;
  // What the lines leave goes between them, but never so much that they fall apart.
  const spare = Math.max(0, box.height - used);
  const space = Math.min(spare / (lines.length + (blank ? 1 : 0)), box.width * 0.05);
  const gaps = lines.length - 1 + (blank ? 1 : 0);
  let y = box.top + (spare - space * gaps) / 2;
  const shapes: Shape[] = [];
  fitted.forEach((part, at) => {
    if (blank && at === blankAfter) {
      y += blank + space;
      const thickness = box.width * 0.012;
      const line = y - space - blank * 0.12;
      shapes.push({
        kind: 'line',
        x1: box.left + thickness / 2,
        x2: box.left + box.width - thickness / 2,
        y1: line,
        y2: line,
        thickness,
        ink: posterInks.gold,
        dotted: true,
        says: '……',
      });
    }
    for (const { text, size, width, above, below } of part) {
      y += size * lineGap * 0.5;
      const x = box.left + (box.width - width) / 2;
      shapes.push({ kind: 'text', text, x, y: y + above, size, width, ink: posterInks.gold });
      y += above + below + size * lineGap * 0.5 + space;
    }
  });
  return shapes;
}

function checkedName(name: string, typeface: Typeface): string {
  const written = name.normalize('NFC').trim().replace(/\s+/g, ' ').toLocaleUpperCase('vi');
  if ([...written].length > longestName) {
    throw new DoesNotFit(`Tên này dài hơn ${longestName} ký tự. Hãy viết tên ngắn hơn.`);
  }
  const [letter] = typeface.lacks(written);
  if (letter !== undefined) throw new DoesNotFit(`Chữ của áp phích không có ký tự “${letter}”.`);
  return written;
}

/** What every headline ends in stands on a line of its own, as wide as the sheet lets it. */
function slogan(text: string): string[] {
  const at = text.lastIndexOf('KHÔNG\u00a0MA\u00a0TÚY');
  return at > 0 ? [text.slice(0, at).trim(), text.slice(at)] : [text];
}

function layContacts(
  { lines, phones, mails, lent = {}, tipAddress, size: { width, height } }: PosterInput,
  inner: number,
  typeface: Typeface,
): { block: Block; letters: Omit<LaidPoster['letters'], 'headline'> } {
  const size = lineSize * width;
  const gap = 0.019 * width;
  const set = (line: string, across: number) =>
    setLine(line, { phones, mails, lent }, { size, across, gap, typeface });
  const offered = lines.filter(
    (line) =>
      (phones.length > 0 || !line.includes('{phones}')) && (mails.length > 0 || !line.includes('{mail}')),
  );
  const calls = offered.filter((line) => line.includes('{phones}')).map((line) => set(line, inner));
  const others = (across: number) =>
    offered.filter((line) => !line.includes('{phones}')).map((line) => set(line, across));
  const between = 0.032 * width;
  const block =
    height / width > 1.7
      ? stack([...calls, ...others(inner), tipBand(tipAddress, inner, typeface)], between)
      : stack([...calls, besideTipCode(others, tipAddress, inner, typeface)], between);
  const smallest = (texts: string[]) =>
    Math.min(
      ...block.shapes.flatMap((shape) =>
        shape.kind === 'text' && texts.includes(shape.text) ? [shape.size * typeface.capHeight] : [],
      ),
    );
  return {
    block,
    letters: { phones: smallest(phones), mails: smallest(mails), lines: size * typeface.capHeight },
  };
}

/** A line of the poster: its words wrapped, and each number or address on a line that it fills. */
function setLine(
  line: string,
  { phones, mails, lent = {} }: Pick<PosterInput, 'phones' | 'mails' | 'lent'>,
  { size, across, gap, typeface }: { size: number; across: number; gap: number; typeface: Typeface },
): Block {
  const words = (text: string) =>
    paragraph(typeface, holdTogether(text, []), { size, width: across, ink: posterInks.white });
  const contacts = (texts: string[], owner?: string) => [
    ...texts.map((text) => textAcross(typeface, text, across, posterInks.white)),
    ...(owner === undefined ? [] : [words(`(của ${owner})`)]),
  ];
  const pieces = line.split(/(\{phones\}|\{mail\})/).map((piece) => piece.trim());
  const blocks = pieces.filter(Boolean).flatMap((piece) => {
    if (piece === '{phones}') return contacts(phones, lent.phones);
    if (piece === '{mail}') return contacts(mails, lent.mails);
    return [words(piece)];
  });
  return stack(blocks, gap);
}

/** Words of more than one syllable, as the campaign's slogans have them; torn apart they read badly. */
const compounds =
  'KHÔNG MA TÚY, KHÔNG TỘI PHẠM, MA TÚY, TỆ NẠN, TỘI PHẠM, XÂY DỰNG, QUYẾT TÂM, HỆ THỐNG, CHÍNH TRỊ, TOÀN DÂN, ĐỊA BÀN, KINH DOANH, LÀNH MẠNH, AN TOÀN, TỐ GIÁC'.split(
    ', ',
  );

/** Joins the names and compounds in a text by no-break spaces. */
export function holdTogether(text: string, names: string[]): string {
  const longestFirst = [...names, ...compounds].sort((a, b) => b.length - a.length);
  return longestFirst.reduce((held, phrase) => held.split(phrase).join(phrase.replace(/ /g, '\u00a0')), text);
}
