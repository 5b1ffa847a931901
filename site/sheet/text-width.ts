/**
 * Advance widths of Be Vietnam Pro Bold in thousandths of an em, without kerning. A letter with a tone
 * or vowel mark is as wide as its base letter (within 1 %), but ơ, ư and đ are letters of their own.
 */
const widths: Record<string, number> = {};
const table = [
  [222, "'"],
  [230, ' \u00a0'],
  [290, 'I'],
  [292, 'il'],
  [301, 'j'],
  [335, '.:'],
  [346, ',;'],
  [409, 'f'],
  [431, '1rt'],
  [450, '“”()'],
  [491, 'J'],
  [521, 'z'],
  [541, '/s'],
  [593, 'uvyưnh'],
  [604, 'kx7-'],
  [621, 'ec?'],
  [644, 'EFL'],
  [658, 'ao2'],
  [668, 'bdpqgơ8SZ'],
  [686, 'đTP35'],
  [700, '069–'],
  [716, 'BKRY4'],
  [735, 'HU'],
  [749, 'NVDƯ'],
  [771, 'AXC'],
  [787, 'ĐG'],
  [828, 'OQƠ'],
  [863, '…'],
  [871, '%'],
  [888, 'Mmw'],
  [1018, '@'],
  [1057, 'W'],
] as const;
for (const [width, letters] of table) for (const letter of letters) widths[letter] = width;

/** Width of a line set in Be Vietnam Pro Bold, in ems; good to about 2 %. */
export function widthOf(text: string): number {
  const bare = text
    .normalize('NFD')
    // The horn makes another letter; every other mark sits above or below.
    .replace(/([oOuU])\u031B/g, (_, letter: string) => hornOf[letter] ?? letter)
    .replace(/\p{M}/gu, '');
  return [...bare].reduce((sum, letter) => sum + (widths[letter] ?? 700), 0) / 1000;
}

const hornOf: Record<string, string> = { o: 'ơ', O: 'Ơ', u: 'ư', U: 'Ư' };
