/** Text that carries bytes: base64 and quoted-printable (RFC 2045, 6.7 and 6.8), uuencode (POSIX). */

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const VALUES = new Int8Array(256).fill(-1);
for (let value = 0; value < 64; value++) VALUES[ALPHABET.charCodeAt(value)] = value;
const EQUALS = 0x3d;

/** Reads over every letter that is not base64; after padding it starts anew, as pieces put one after the other need. */
export function decodeBase64(text: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(Math.ceil((text.length * 3) / 4));
  let size = 0;
  let bits = 0;
  let held = 0;
  for (const letter of text) {
    const value = VALUES[letter] ?? -1;
    if (letter === EQUALS) held = 0;
    if (value < 0) continue;
    bits = ((bits << 6) | value) & 0xffffff;
    held += 6;
    if (held >= 8) {
      held -= 8;
      bytes[size++] = (bits >> held) & 255;
    }
  }
  return bytes.subarray(0, size);
}

const hexOf = (letter = 0) => {
  const digit = parseInt(String.fromCharCode(letter), 16);
  return Number.isNaN(digit) ? -1 : digit;
};

/** A line break that is not encoded becomes LF: whoever leaves one in a file of bytes took an LF for the end of a line. */
export function decodeQuotedPrintable(text: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(text.length);
  let size = 0;
  for (let at = 0; at < text.length; at++) {
    const letter = text[at] ?? 0;
    if (letter === EQUALS) {
      const [high, low] = [hexOf(text[at + 1]), hexOf(text[at + 2])];
      if (high >= 0 && low >= 0) {
        bytes[size++] = high * 16 + low;
        at += 2;
        continue;
      }
      // A soft line break, with the spaces that some put before it.
      let end = at + 1;
      while (text[end] === 0x20 || text[end] === 0x09 || text[end] === 0x0d) end++;
      if (end >= text.length || text[end] === 0x0a) {
        at = end;
        continue;
      }
    }
    if (letter === 0x0d && text[at + 1] === 0x0a) continue;
    bytes[size++] = letter;
  }
  return bytes.subarray(0, size);
}

/** The lines between `begin` and `end`; a line that is none is read over. */
export function decodeUuencode(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  let size = 0;
  for (let start = 0; start < text.length;) {
    const end = text.indexOf('\n', start) < 0 ? text.length : text.indexOf('\n', start);
    const line = text.slice(start, end).replace(/\r$/, '');
    start = end + 1;
    // Space and the backquote both stand for zero; spaces at the end of a line get lost on the way.
    const value = (at: number) => (at < line.length ? (line.charCodeAt(at) - 32) & 63 : 0);
    const count = value(0);
    if (count === 0 || Math.ceil(count / 3) * 4 + 2 < line.length) continue;
    for (let at = 1, left = count; left > 0; at += 4, left -= 3) {
      const four = (value(at) << 18) | (value(at + 1) << 12) | (value(at + 2) << 6) | value(at + 3);
      for (let index = 0; index < Math.min(left, 3); index++)
        bytes[size++] = (four >> (16 - 8 * index)) & 255;
    }
  }
  return bytes.subarray(0, size);
}
