import { type Block, paragraph, put, stack, textAcross } from './block.ts';
import { type FittedLine, fitParts, lineGap } from './fit-lines.ts';
import { DoesNotFit, type Ink, type Polygon, type Shape, type Sheet } from './sheet.ts';
import type { Typeface } from './typeface.ts';

export const posterInks = {
  red: '#AD101B',
  ray: '#990E18',
  deep: '#760A12',
  gold: '#FFC72C',
  white: '#FFFFFF',
} as const satisfies Record<string, Ink>;

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
const frameLine = 0.005;
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
      ...frame(width, height, panelTop),
      ...headline.shapes,
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
      : stack([...calls, besideCode(others, tipAddress, inner, typeface)], between);
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

const tipWords = 'Gửi tin ẩn danh';
const tipHow = 'Quét mã này bằng điện thoại, hoặc gõ:';

/** A light band across the sheet: the code at the left, what it is for beside it. */
function tipBand(address: string, inner: number, typeface: Typeface): Block {
  const code = inner * 0.25;
  const edge = inner * 0.008;
  const height = code + 2 * edge;
  const left = code + inner * 0.035;
  const across = inner - left - inner * 0.05;
  const words = stack(
    [
      textAcross(typeface, tipWords, across, posterInks.red),
      textAcross(typeface, tipHow, across, posterInks.deep, inner * 0.034),
      textAcross(typeface, shortAddress(address), across, posterInks.deep, inner * 0.05),
    ],
    inner * 0.022,
  );
  return {
    width: inner,
    height,
    shapes: [
      { kind: 'rectangle', x: 0, y: 0, width: inner, height, fill: posterInks.white },
      qrAt(address, edge, edge, code),
      ...put(words, left, (height - words.height) / 2),
    ],
  };
}

/** Where the sheet is short: the lines at the left, the code on a light card at the right. */
function besideCode(
  lines: (across: number) => Block[],
  address: string,
  inner: number,
  typeface: Typeface,
): Block {
  const code = inner * 0.235;
  const edge = inner * 0.006;
  const card = code + 2 * edge;
  const words = stack(
    [
      textAcross(typeface, tipWords, code * 0.9, posterInks.red),
      textAcross(typeface, shortAddress(address), code * 0.9, posterInks.deep, inner * 0.026),
    ],
    inner * 0.008,
    'centre',
  );
  const height = card + words.height + inner * 0.008;
  const text = stack(lines(inner - card - inner * 0.05), inner * 0.04);
  const whole = Math.max(height, text.height);
  return {
    width: inner,
    height: whole,
    shapes: [
      ...put(text, 0, (whole - text.height) / 2),
      { kind: 'rectangle', x: inner - card, y: 0, width: card, height, fill: posterInks.white },
      qrAt(address, inner - card + edge, edge, code),
      ...put(words, inner - card + (card - words.width) / 2, card - edge),
    ],
  };
}

function qrAt(address: string, x: number, y: number, size: number): Shape {
  return { kind: 'qr', address, x, y, size, ink: '#17211B', ground: posterInks.white };
}

/** An address as one types it. */
const shortAddress = (address: string) => address.replace(/^https?:\/\//, '');

/** Rays of a rising sun behind the headline, from the middle of its lower edge, a shade darker than the ground. */
function rays(zone: { x: number; y: number; width: number; height: number }): Polygon[] {
  const count = 11;
  const centre = [zone.x + zone.width / 2, zone.y + zone.height] as const;
  const step = Math.PI / (2 * count);
  // Far enough to reach beyond any corner; cut back to the zone.
  return Array.from({ length: count }, (_, at) => {
    const from = Math.PI + step * (2 * at + 0.5);
    const angles = [from, ...cornersBetween(zone, centre, from, from + step), from + step];
    return {
      kind: 'polygon' as const,
      fill: posterInks.ray,
      points: [centre, ...angles.map((angle) => edgeAt(zone, centre, angle))],
    };
  });
}

type Zone = Parameters<typeof rays>[0];
type Point = readonly [number, number];

function cornersBetween(zone: Zone, [x, y]: Point, from: number, to: number): number[] {
  return [zone.x, zone.x + zone.width]
    .map((corner) => Math.atan2(zone.y - y, corner - x) + 2 * Math.PI)
    .filter((angle) => angle > from && angle < to);
}

function edgeAt(zone: Zone, [x, y]: Point, angle: number): Point {
  const [dx, dy] = [Math.cos(angle), Math.sin(angle)];
  const reach = Math.min(zone.width / 2 / Math.abs(dx), zone.height / Math.abs(dy));
  return [x + dx * reach, y + dy * reach];
}

function frame(width: number, height: number, panelTop: number): Shape[] {
  const edge = framed * width;
  const thickness = frameLine * width;
  const bar = (x: number, y: number, across: number, down: number): Shape => ({
    kind: 'rectangle',
    x,
    y,
    width: across,
    height: down,
    fill: posterInks.gold,
  });
  return [
    bar(edge, edge, width - 2 * edge, thickness),
    bar(edge, height - edge - thickness, width - 2 * edge, thickness),
    bar(edge, edge, thickness, height - 2 * edge),
    bar(width - edge - thickness, edge, thickness, height - 2 * edge),
    bar(edge, panelTop - thickness, width - 2 * edge, 2 * thickness),
  ];
}

/** Words of more than one syllable, as the campaign's slogans have them; torn apart they read badly. */
const compounds =
  'KHÔNG MA TÚY, KHÔNG TỘI PHẠM, MA TÚY, TỆ NẠN, TỘI PHẠM, XÂY DỰNG, QUYẾT TÂM, HỆ THỐNG, CHÍNH TRỊ, TOÀN DÂN, ĐỊA BÀN, KINH DOANH, LÀNH MẠNH, AN TOÀN, TỐ GIÁC'.split(
    ', ',
  );

/** Joins the names and compounds in a text by no-break spaces. */
function holdTogether(text: string, names: string[]): string {
  const longestFirst = [...names, ...compounds].sort((a, b) => b.length - a.length);
  return longestFirst.reduce((held, phrase) => held.split(phrase).join(phrase.replace(/ /g, '\u00a0')), text);
}
