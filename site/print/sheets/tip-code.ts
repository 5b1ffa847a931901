/** The way to the tip page on a printed sheet: its code, what it is for, and the address to type. */
import { type Block, put, stack, textAcross } from '../engine/block.ts';
import { posterInks } from './inks.ts';
import type { Shape } from '../engine/sheet.ts';
import { shortAddress } from '../../text/short-address.ts';
import type { Typeface } from '../engine/typeface.ts';

const tipWords = 'Gửi tin ẩn danh';
const tipHow = 'Quét mã này bằng điện thoại, hoặc gõ:';

/** A light band across the sheet: the code at the left, what it is for beside it. */
export function tipBand(address: string, inner: number, typeface: Typeface): Block {
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
export function besideTipCode(
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
