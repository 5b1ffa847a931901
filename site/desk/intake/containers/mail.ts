/**
 * A mail taken apart (RFC 5322, MIME: RFC 2045 to 2049), and a web archive, which is the same (RFC 2557, .mht). A reader
 * of its own, since those for mail programs make every line break of a part one LF and every text part letters: a tip
 * that came as one of these is lost in them.
 */
import { decodeBase64, decodeQuotedPrintable } from './base64.ts';
import { containerKindOf } from './kind.ts';
import { bytesOfText, join, textOf, type Flaw, type Part, type Room } from './part.ts';

const [LF, CR, DASH] = [0x0a, 0x0d, 0x2d];

/** Header names are in lower case; a header that stands there twice counts once, the first. */
type Header = ReadonlyMap<string, string>;

interface Open {
  boundary: string;
  type: string;
}

const MAX_NESTING = 30;
const MAX_HEADER = 262_144;
const MAX_NAME = 1_000;
/** RFC 2046 allows 70; each is compared with every line that begins with two dashes. */
const MAX_BOUNDARY = 200;

/**
 * The parts of a mail, byte by byte as they were sent, down through its multiparts but not into mails attached to it.
 * Text in front of the parts or behind them is a body too: what was put together badly lands there.
 */
export function* partsOfMail(bytes: Uint8Array, room: Room): Generator<Part | Flaw> {
  const { header, bodyAt } = readHeader(bytes, skipBlank(bytes));
  const open: Open[] = [];
  let current: Header | null = enter(header, open) ? null : header;
  let start = bodyAt;
  for (;;) {
    const line = nextBoundary(bytes, start, open, room);
    if (!line) break;
    const { level, isEnd, from, to } = line;
    yield* partOf(current, bytes.subarray(start, Math.max(start, from)));
    // An outer line ends the inner multiparts, whose own end is missing then.
    if (open.length > level + 1) yield { name: '', fault: 'cut-short' };
    open.length = isEnd ? level : level + 1;
    current = null;
    start = to;
    if (isEnd) continue;
    const inner = readHeader(bytes, to);
    const parent = open[level]?.type ?? '';
    current = enter(inner.header, open) ? null : inner.header;
    // It gives nothing itself, and a mail may be made of a million of them.
    if (!current) room.step(1);
    // RFC 2046, 5.1.5: in a digest a part is a mail unless it says otherwise.
    if (parent === 'multipart/digest' && current && !current.has('content-type'))
      current = new Map([...current, ['content-type', 'message/rfc822']]);
    start = inner.bodyAt;
  }
  yield* partOf(current, bytes.subarray(start));
  if (open.length > 0) yield { name: '', fault: 'cut-short' };
}

/** What a mail calls itself, decoded, with single spaces. */
export function subjectOf(bytes: Uint8Array): string {
  const { header } = readHeader(bytes, skipBlank(bytes));
  return decodeWords((header.get('subject') ?? '').slice(0, MAX_NAME))
    .replace(/\s+/g, ' ')
    .normalize('NFC');
}

/** Whether these headers begin a multipart, which is open from here on. */
function enter(header: Header, open: Open[]): boolean {
  const { value: type, fields } = fieldsOf(header.get('content-type') ?? '');
  const boundary = fields.get('boundary')?.trimEnd() ?? '';
  const isEncoded = /base64|quoted/i.test(header.get('content-transfer-encoding') ?? '');
  const isUsable = boundary !== '' && boundary.length <= MAX_BOUNDARY && !isEncoded;
  if (!type.startsWith('multipart/') || !isUsable || open.length >= MAX_NESTING) return false;
  open.push({ boundary, type });
  return true;
}

function* partOf(header: Header | null, raw: Uint8Array): Generator<Part> {
  // Before the first part or behind the last: mostly nothing, or a line for programs of 1992.
  if (!header) {
    if (raw.length > 0) yield { name: '', bytes: raw, as: 'body' };
    return;
  }
  const { value: type, fields } = fieldsOf(header.get('content-type') ?? 'text/plain');
  const { value: disposition, fields: more } = fieldsOf(header.get('content-disposition') ?? '');
  const name = nameIn(more, 'filename') || nameIn(fields, 'name');
  const isText = /^(text\/|message\/(delivery-status|disposition-notification)$|multipart\/)/.test(type);
  const bytes = decode(raw, (header.get('content-transfer-encoding') ?? '').trim().toLowerCase());
  const as = isText && !name && disposition !== 'attachment' ? 'body' : 'attachment';
  // Encoded as a whole, which MIME forbids and gateways do.
  if (type.startsWith('multipart/') && fields.has('boundary') && bytes !== raw)
    yield {
      name,
      bytes: withHeader(header.get('content-type') ?? '', bytes),
      as: 'attachment',
      size: raw.length,
    };
  else yield { name, bytes, as, size: raw.length };
}

const withHeader = (type: string, body: Uint8Array) =>
  join([bytesOfText(`Content-Type: ${type}\r\n\r\n`), body]);

function decode(raw: Uint8Array, encoding: string): Uint8Array {
  // Some gateways decode a part and leave its header as it was.
  if (encoding.startsWith('base64')) return containerKindOf(raw) === 'text' ? decodeBase64(raw) : raw;
  if (encoding.startsWith('quoted-printable')) return decodeQuotedPrintable(raw);
  // uuencode stays: it is found in any text.
  return raw;
}

/** Past a byte order mark and blank lines, which mail programs and people leave in front. */
function skipBlank(bytes: Uint8Array): number {
  let at = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  while ([LF, CR, 0x20, 0x09].includes(bytes[at] ?? 0)) at++;
  return at;
}

/** From `at` to a blank line, or to the first line that is no header: then the body begins there. */
function readHeader(bytes: Uint8Array, at: number): { header: Header; bodyAt: number } {
  // Most are short, and a mail may have thousands of parts.
  for (let size = 4_096; ; size *= 8) {
    const text = textOf(bytes.subarray(at, at + size));
    const { header, end } = readLines(text);
    if (end + 2 >= text.length && text.length === size && size < MAX_HEADER) continue;
    const blank = /^\r?\n/.exec(text.slice(end, end + 2))?.[0].length ?? 0;
    return { header, bodyAt: at + end + blank };
  }
}

function readLines(text: string): { header: Header; end: number } {
  const lines = /(?:>?From [^\n]*|([!-9;-~]+)[ \t]*:([^\n]*(?:\n[ \t]+[^\s][^\n]*)*))(?:\n|$)/y;
  const header = new Map<string, string>();
  let end = 0;
  for (let line = lines.exec(text); line && line[0] !== ''; line = lines.exec(text)) {
    const [, name = '', value = ''] = line;
    const key = name.toLowerCase();
    if (!header.has(key)) header.set(key, value.replace(/\r?\n[ \t]+/g, ' ').trim());
    end = lines.lastIndex;
  }
  return { header, end };
}

/** The next line from `at` on that divides or ends an open multipart: from the line break before it to its end. */
function nextBoundary(bytes: Uint8Array, start: number, open: readonly Open[], room: Room) {
  for (let at = start; at < bytes.length; at = bytes.indexOf(LF, at) + 1 || bytes.length) {
    if (bytes[at] !== DASH || bytes[at + 1] !== DASH) continue;
    room.step();
    const to = bytes.indexOf(LF, at) + 1 || bytes.length;
    const found = boundaryIn(bytes, at + 2, to, open);
    if (!found) continue;
    const from = at - (bytes[at - 1] === LF ? (bytes[at - 2] === CR ? 2 : 1) : 0);
    return { ...found, from, to };
  }
  return null;
}

/** Which of the open multiparts, the innermost first, a line after its two dashes divides or ends. */
function boundaryIn(bytes: Uint8Array, at: number, to: number, open: readonly Open[]) {
  for (let level = open.length - 1; level >= 0; level--) {
    const { boundary } = open[level];
    let same = 0;
    while (same < boundary.length && bytes[at + same] === boundary.charCodeAt(same)) same++;
    if (same < boundary.length) continue;
    const rest = textOf(bytes.subarray(at + same, Math.min(to, at + same + 300))).trim();
    if (rest === '' || rest === '--') return { level, isEnd: rest === '--' };
  }
  return null;
}

/** `value; name=value; name="value"`, the value and the names in lower case. */
function fieldsOf(text: string): { value: string; fields: Map<string, string> } {
  const fields = new Map<string, string>();
  const [value = ''] = text.split(';', 1);
  for (const [, name = '', quoted, plain = ''] of text
    .slice(value.length)
    .matchAll(/;\s*([^\s=;"]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"?|([^;]*))/g))
    if (!fields.has(name.toLowerCase()))
      fields.set(name.toLowerCase(), quoted?.replace(/\\(.)/g, '$1') ?? plain.trim());
  return { value: value.trim().toLowerCase(), fields };
}

/** A file name in any of its three forms: as it is, RFC 2047 (encoded words), RFC 2231 (in pieces, percent-encoded). */
function nameIn(fields: ReadonlyMap<string, string>, key: string): string {
  const whole = fields.get(key);
  if (whole !== undefined) return decodeWords(whole.slice(0, MAX_NAME));
  const pieces = [...fields].filter(([name]) => name.startsWith(`${key}*`));
  const text = pieces
    .map(([name, value]) => (name.endsWith('*') ? value : encodeURIComponent(value)))
    .join('');
  return decodePercent(
    text.slice(0, MAX_NAME).replace(/^[^']*'[^']*'/, ''),
    /^([^']*)'/.exec(text)?.[1] || 'utf-8',
  );
}

function decodeWords(text: string): string {
  const words = text.replace(/(\?=)\s+(?==\?)/g, '$1');
  return words.includes('=?')
    ? words.replace(
        /=\?([^?*]+)[^?]*\?([bq])\?([^?]*)\?=/gi,
        (_all, charset: string, kind: string, word: string) =>
          kind.toLowerCase() === 'q'
            ? decodePercent(word.replace(/%/g, '=25').replace(/_/g, ' ').replace(/=/g, '%'), charset)
            : decodeLetters(decodeBase64(bytesOfText(word)), charset),
      )
    : decodeLetters(bytesOfText(text), 'utf-8');
}

const decodePercent = (text: string, charset: string) =>
  decodeLetters(
    bytesOfText(
      text.replace(/%([0-9a-f]{2})/gi, (_all, hex: string) => String.fromCharCode(parseInt(hex, 16))),
    ),
    charset,
  );

function decodeLetters(bytes: Uint8Array, charset: string): string {
  try {
    return new TextDecoder(charset).decode(bytes);
  } catch {
    return new TextDecoder().decode(bytes);
  }
}
