/**
 * Values that two people compare, each on their own screen or paper. There is one form of each, so that nobody has to
 * find the same value in another grouping.
 */

/** The six digits of an inbox as tip page, board, slip and commands show them: "123 456". */
export function saySixDigits(digits: string): string {
  return inGroups(digits, 3);
}

/** Hex digits as people read them to each other, large and in fours: "0A1B 2C3D". */
export function sayFingerprint(hex: string): string {
  return inGroups(hex.toUpperCase(), 4);
}

function inGroups(text: string, size: number): string {
  const groups: string[] = [];
  for (let at = 0; at < text.length; at += size) groups.push(text.slice(at, at + size));
  return groups.join(' ');
}
