import { put, stack, textAcross } from '../engine/block.ts';
import { type Faces, kitInks } from './kit-layout.ts';
import { shortAddress } from '../../text/short-address.ts';
import type { Sheet } from '../engine/sheet.ts';

/** A card for a web page or a post, 90 x 108 mm: the code of the tip page with its name and address below. */
export function layCodeCard(title: string, address: string, { bold }: Faces): Sheet {
  const [width, height, code] = [90, 108, 82];
  const words = stack(
    [
      textAcross(bold, 'Gửi tin ẩn danh', width - 16, kitInks.leaf),
      textAcross(bold, shortAddress(address), width - 16, kitInks.ink, 4.6),
    ],
    3,
    'centre',
  );
  return {
    title,
    width,
    height,
    ground: kitInks.white,
    shapes: [
      {
        kind: 'qr',
        address,
        x: (width - code) / 2,
        y: 3,
        size: code,
        ink: kitInks.ink,
        ground: kitInks.white,
      },
      ...put(words, (width - words.width) / 2, code + 2),
    ],
  };
}
