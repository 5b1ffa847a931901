/** A count, and the whole it is part of when the document prints both ("32/99"). */
export interface Quantity {
  count: number;
  of: number | null;
}

const asNumber = (digits: string) => Number(digits.replace(/\./g, '').replace(',', '.'));

/**
 * Reads a number as Vietnamese documents print it: "3.676", "175,8", "02", "32/99". Anything with words
 * or signs ("trên 20%") gives null: it cannot be drawn to scale.
 */
export function readQuantity(text: string): Quantity | null {
  const match = /^(\d{1,3}(?:\.\d{3})*|\d+)(,\d+)?(?:\/(\d+))?$/.exec(text);
  if (!match) return null;
  const [, whole = '', decimals = '', of] = match;
  return { count: asNumber(whole + decimals), of: of ? Number(of) : null };
}

/** A number as Vietnamese prints it, rounded to so many decimals at most: "8,6", "12". */
export function formatDecimal(value: number, decimals = 1): string {
  return String(Number(value.toFixed(decimals))).replace('.', ',');
}
