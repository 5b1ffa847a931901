import { encode } from 'uqr';

/** Light modules that readers need around a code. */
export const quietModules = 4;

/** Dark runs of one code, in modules from the corner of the quiet zone, and the side of the square in modules. */
export interface QrRuns {
  side: number;
  runs: { x: number; y: number; length: number }[];
}

/**
 * The code of an address, the same for the same address. Level Q bears a quarter of it torn, faded or glossy:
 * it hangs outdoors. Throws when the address is longer than a code can hold.
 */
export function qrRuns(address: string): QrRuns {
  const { data, size } = encode(address, { ecc: 'Q', border: 0 });
  const runs = data.flatMap((row, y) =>
    row.flatMap((dark, x) => {
      if (!dark || row[x - 1]) return [];
      const end = row.indexOf(false, x);
      return [{ x: x + quietModules, y: y + quietModules, length: (end < 0 ? row.length : end) - x }];
    }),
  );
  return { side: size + 2 * quietModules, runs };
}
