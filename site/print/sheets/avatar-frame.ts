/** Frames for the pictures people show of themselves: what lies over a photo. One millimetre of the sheet is one pixel. */
import { SLOGAN } from '../../text/slogan.ts';
import { paragraph, put, stack, textAcross } from '../engine/block.ts';
import { posterInks } from './inks.ts';
import { rays } from './ornament.ts';
import { holdTogether } from './poster.ts';
import type { Ink, Path, Shape, Sheet, TextShape } from '../engine/sheet.ts';
import type { Typeface } from '../engine/typeface.ts';

/** A rectangle of a picture, in pixels from its top left corner. */
export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** A picture that a network shows of somebody: its size, and where the photo is seen through the frame. */
export interface FrameFormat {
  /** Its part of an address. */
  id: 'anh-dai-dien' | 'bia-facebook' | 'bia-zalo';
  width: number;
  height: number;
  hole: Box;
}

// Networks cut the avatar to a circle. The hole is a smaller one, higher up: the room below is for the slogan.
const avatarSide = 1080;
const hole = { x: 540, y: 472, radius: 394 };
// The photo goes on under the edge, where the frame is half clear.
const under = 2;
const seen = hole.radius + under;

/**
 * The three pictures. Facebook shows a cover 820 x 312 on computers and 640 x 360 on phones, which is the middle 1,110
 * of these 1,640 pixels. No size that Zalo names for people's own pages was found: 16 : 9 is the shape of a screen held
 * flat, and 1,280 x 720 is sharp on any phone.
 */
export const FRAME_FORMATS: readonly FrameFormat[] = [
  {
    id: 'anh-dai-dien',
    width: avatarSide,
    height: avatarSide,
    hole: { x: hole.x - seen, y: hole.y - seen, width: 2 * seen, height: 2 * seen },
  },
  { id: 'bia-facebook', width: 1640, height: 624, hole: { x: 0, y: 0, width: 780, height: 624 } },
  { id: 'bia-zalo', width: 1280, height: 720, hole: { x: 0, y: 0, width: 640, height: 720 } },
];

// Where words are read on every screen: clear of what phones cut off and of the avatar that lies over the lower left.
const safe = {
  'bia-facebook': {
    beside: { x: 818, y: 44, width: 522, height: 536 },
    alone: { x: 285, y: 44, width: 1070, height: 536 },
  },
  'bia-zalo': {
    beside: { x: 688, y: 48, width: 544, height: 500 },
    alone: { x: 90, y: 48, width: 1100, height: 500 },
  },
};

/** What a frame says: an official headline that ends in the slogan, and the name of whose campaign it is. */
export interface FrameWords {
  headline: string;
  /** As the headline writes it ("TỈNH LÀO CAI"). */
  name: string;
}

// Counted together, so read together.
const counted = '100% XÃ, PHƯỜNG';

/**
 * Lays a frame out. With `isFilled` nothing shows through it, and the whole headline stands in the middle: a picture
 * for those who have no photo to put behind it.
 */
export function layFrame(
  { id, width, height, hole: { width: edge } }: FrameFormat,
  said: FrameWords,
  isFilled: boolean,
  typeface: Typeface,
): Sheet {
  const sheet = { title: SLOGAN, width, height };
  if (id === 'anh-dai-dien') {
    return isFilled
      ? { ...sheet, ground: posterInks.red, shapes: seal(said, typeface) }
      : { ...sheet, ground: null, shapes: crescent(said, typeface) };
  }
  const left = isFilled ? 0 : edge;
  const words = safe[id][isFilled ? 'alone' : 'beside'];
  // The words stand in the middle of their panel; what phones cut off beyond it is a border of its own.
  const panel = { x: left, y: 0, width: 2 * (words.x - left) + words.width, height };
  const bar = (x: number, across: number, fill: Ink): Shape => ({
    kind: 'rectangle',
    x,
    y: 0,
    width: across,
    height,
    fill,
  });
  return {
    ...sheet,
    ground: isFilled ? posterInks.red : null,
    shapes: [
      bar(left, width - left, posterInks.deep),
      bar(left, panel.width, posterInks.red),
      ...rays(panel),
      ...[left, left + panel.width].filter((x) => x > 0 && x < width).map((x) => bar(x, 8, posterInks.gold)),
      ...setWords(said, words, typeface),
    ],
  };
}

/** The ring around a photo, thick below. Read in a list of friends at 48 pixels, it has room for one thing to say. */
function crescent({ headline, name }: FrameWords, typeface: Typeface): Shape[] {
  const middle = avatarSide / 2;
  const isNamed = headline.endsWith(`${name} ${SLOGAN}`);
  return [
    // The outer circle is beyond the corners: where a network shows the whole square, no photo is left in them.
    ring(hole, 840, hole.radius, posterInks.red),
    ring(hole, hole.radius + 12, hole.radius, posterInks.gold),
    ring({ x: middle, y: middle }, middle - 8, middle - 14, posterInks.gold),
    ...onCircle(SLOGAN, { size: 130, radius: 502, isBelow: true }, typeface),
    ...(isNamed ? onCircle(name, { size: 40, radius: 485, isBelow: false }, typeface) : []),
  ];
}

/** The headline in a ring: an avatar of its own. */
function seal(words: FrameWords, typeface: Typeface): Shape[] {
  const middle = avatarSide / 2;
  const centre = { x: middle, y: middle };
  return [
    ...rays({ x: 0, y: 0, width: avatarSide, height: avatarSide }),
    ring(centre, middle - 8, middle - 20, posterInks.gold),
    ...setWords(words, { x: 210, y: 130, width: 660, height: 780 }, typeface),
  ];
}

/** What lies between two circles. */
const ring = ({ x, y }: { x: number; y: number }, outer: number, inner: number, fill: Ink): Path => ({
  kind: 'path',
  // The inner circle runs the other way round, so that it is left empty.
  data: `${circle(outer, 0)}${circle(inner, 1)}`,
  x,
  y,
  scale: 1,
  fill,
});

const circle = (r: number, sweep: 0 | 1) =>
  `M${-r} 0a${r} ${r} 0 1 ${sweep} ${2 * r} 0a${r} ${r} 0 1 ${sweep} ${-2 * r} 0z`;

/** Letters along a circle around the middle of the avatar, each turned: `radius` is that of their feet. */
function onCircle(
  text: string,
  { size, radius, isBelow }: { size: number; radius: number; isBelow: boolean },
  typeface: Typeface,
): TextShape[] {
  const middle = avatarSide / 2;
  // Heads that point inwards come close together, heads that point outwards fall apart.
  const spacing = size * (isBelow ? 0.07 : 0.04);
  const letters = [...text];
  const startOf = (at: number) => typeface.measure(letters.slice(0, at).join(''), size).width + at * spacing;
  const whole = startOf(letters.length) - spacing;
  return letters.flatMap((letter, at) => {
    if (letter === ' ') return [];
    const { width } = typeface.measure(letter, size);
    const way = isBelow ? -1 : 1;
    const angle = (way * (startOf(at) + width / 2 - whole / 2)) / radius;
    const [sin, cos] = [Math.sin(angle), Math.cos(angle)];
    const foot = [middle + way * radius * sin, middle - way * radius * cos] as const;
    return {
      kind: 'text' as const,
      text: letter,
      x: foot[0] - (width / 2) * cos,
      y: foot[1] - (width / 2) * sin,
      size,
      width,
      ink: posterInks.gold,
      turn: (angle * 180) / Math.PI,
    };
  });
}

/** The headline in a box: its slogan as wide as the box in two lines, what comes before it as large as the rest allows. */
function setWords({ headline, name }: FrameWords, box: Box, typeface: Typeface): Shape[] {
  const before = holdTogether(headline.slice(0, -SLOGAN.length).trim(), [name, counted]);
  const gap = box.height * 0.05;
  const most = box.height * 0.3;
  const lines = SLOGAN.split(/ (.+)/, 2).map((line) =>
    textAcross(typeface, line, box.width, posterInks.gold, most),
  );
  const large = stack(lines, gap * 0.7, 'centre');
  for (let size = box.height * 0.09; ; size *= 0.96) {
    const small = paragraph(typeface, before, {
      size,
      width: box.width,
      ink: posterInks.white,
      align: 'centre',
    });
    const block = stack([small, large], gap, 'centre');
    if (block.height > box.height && size > 1) continue;
    return put(block, box.x + (box.width - block.width) / 2, box.y + (box.height - block.height) / 2);
  }
}
