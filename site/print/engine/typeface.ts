import { type Font, create } from 'fontkit';
import type { Weight } from './sheet.ts';

/** How large a text comes out: its advance width, and how far its letters with their marks reach from the baseline. */
export interface Extent {
  width: number;
  above: number;
  below: number;
}

/** What one needs of a font to lay a sheet out. Sizes and results are in the same unit. */
export interface Typeface {
  /** Extent of a line, kerned as `drawPdf` and browsers set it. */
  measure(text: string, size: number): Extent;
  /** Height of a flat capital without marks, in ems. */
  capHeight: number;
  /** Letters of a text that the font cannot show. */
  lacks(text: string): string[];
  weight: Weight;
}

/** A typeface with its font, which a PDF carries. */
export interface OpenTypeface extends Typeface {
  font: Font;
}

/** Opens a TrueType or OpenType font from its bytes. Throws when they are none. Costs a few milliseconds; keep it. */
export function openTypeface(bytes: Uint8Array): OpenTypeface {
  const opened = create(bytes as Parameters<typeof create>[0]);
  if (!('layout' in opened)) throw new Error('a font collection is no font');
  const font = opened;
  const extents = new Map<string, Extent>();
  const extentOf = (text: string): Extent => {
    const known = extents.get(text);
    if (known) return known;
    const { glyphs, advanceWidth } = font.layout(text);
    const boxes = glyphs.map((glyph) => glyph.bbox).filter((box) => Number.isFinite(box.maxY));
    const extent = {
      width: advanceWidth / font.unitsPerEm,
      above: Math.max(0, ...boxes.map((box) => box.maxY)) / font.unitsPerEm,
      below: Math.max(0, ...boxes.map((box) => -box.minY)) / font.unitsPerEm,
    };
    extents.set(text, extent);
    return extent;
  };
  return {
    measure(text, size) {
      const { width, above, below } = extentOf(text);
      return { width: width * size, above: above * size, below: below * size };
    },
    capHeight: font.capHeight / font.unitsPerEm,
    lacks: (text) =>
      [...new Set(text)].filter(
        // A mark that belongs to no letter of the font has no place in it: the library fails on it.
        (letter) => /\p{M}/u.test(letter) || !font.hasGlyphForCodePoint(letter.codePointAt(0) ?? 0),
      ),
    weight: font['OS/2'].usWeightClass < 600 ? 400 : 700,
    font,
  };
}
