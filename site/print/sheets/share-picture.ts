import { iconPaths, type IconName } from '../engine/icon-paths.ts';
import { paragraph, put, stack } from '../engine/block.ts';
import type { Path, Sheet } from '../engine/sheet.ts';
import type { Typeface } from '../engine/typeface.ts';

/** What one share picture says and shows. */
export interface SharePicture {
  headline: string;
  line: string;
  icon: IconName;
}

/** In pixels; as a sheet, a pixel is a millimetre. */
export const SHARE_SIZE = { width: 1200, height: 630 };

const inks = { ground: '#FFFDF7', ink: '#17211B', leaf: '#0B5D3B', gold: '#FFC72C' };
const words = { x: 72, y: 160, width: 700, height: 390 };
const gap = 36;
/** A headline is as large as the first of these at which it fits with its line, else without: the line gives way. */
const SIZES = [132, 104, 88, 76, 64, 54];
const SMALLER = [64, 54, 46, 38, 30];

/** Lays out the picture that a shared link shows: the mark, the words, and a drawing in a sun. */
export function laySharePicture({ headline, line, icon }: SharePicture, typeface: Typeface): Sheet {
  const { width, height } = SHARE_SIZE;
  const title = (size: number) =>
    paragraph(typeface, headline, { size, width: words.width, ink: inks.leaf, pitch: 1.24 });
  const below = paragraph(typeface, line, { size: 32, width: words.width, ink: inks.ink, pitch: 1.35 });
  const both = SIZES.map(title).find((block) => block.height + gap + below.height <= words.height);
  const alone = () => SMALLER.map(title).find((block) => block.height <= words.height) ?? title(30);
  const text = both ? stack(line ? [both, below] : [both], gap) : alone();
  return {
    title: headline,
    width,
    height,
    ground: inks.ground,
    shapes: [
      { kind: 'rectangle', x: 0, y: height - 20, width, height: 20, fill: inks.leaf },
      ...mark(72, 60),
      {
        kind: 'text',
        text: 'Lá Chắn',
        x: 148,
        y: 103,
        size: 34,
        width: typeface.measure('Lá Chắn', 34).width,
        ink: inks.leaf,
      },
      ...put(text, words.x, words.y + (words.height - text.height) / 2),
      ...sun(icon, 810, 140),
    ],
  };
}

/** The leaf of the site, 60 high. */
function mark(x: number, y: number): Path[] {
  const leaf =
    'M12 1.5C9.4 3.6 6.5 4.6 3.2 4.7 3 12.9 5.8 19 12 22.5 18.2 19 21 12.9 20.8 4.7 17.5 4.6 14.6 3.6 12 1.5z';
  const veins = 'M12 22V8M12 18.2 7.8 14.6M12 18.2l4.2-3.6M12 13.6 8.4 10.4M12 13.6l3.6-3.2';
  const at = { kind: 'path' as const, x, y, scale: 2.5 };
  return [
    { ...at, data: leaf, fill: inks.leaf },
    { ...at, data: veins, stroke: { ink: inks.ground, thickness: 1.4 } },
  ];
}

function sun(icon: IconName, x: number, y: number): Path[] {
  const scale = 330 / 64;
  const inside = 10.5 * scale;
  return [
    { kind: 'path', data: 'M1 32a31 31 0 1 0 62 0a31 31 0 1 0 -62 0z', x, y, scale, fill: inks.gold },
    {
      kind: 'path',
      data: iconPaths[icon],
      x: x + inside,
      y: y + inside,
      scale: scale * 1.35,
      stroke: { ink: inks.leaf, thickness: 1.5 },
    },
  ];
}
