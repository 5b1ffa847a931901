/** What lies in text, or in a file of an unknown kind: tips, manifests, and whatever was written down as letters. */
/* oxlint-disable no-control-regex -- these are bytes, one letter each */
import { decodeBase64, decodeUuencode } from './base64.ts';
import { containerKindOf } from './kind.ts';
import { textOf, type Flaw, type Part } from './part.ts';

/** How a tip of either form begins, or a manifest, of ten thousand tips at most; then the same three in base64. */
const FIND =
  /age-encryption\.org\/v1\r?\n-> (?!scrypt )|TIPM\x01\0\0\0|(\{\s*"note"\s*:\s*"[^"\\]*(?:\\.[^"\\]*){0,100000}"\s*,\s*"sig"\s*:\s*"[^"]*"\s*\})/g;
const ENCODED = /(?:YWdlLWVuY3J5cHRpb24ub3JnL3Yx|VElQTQEAAA|eyJub3RlIjo)[A-Za-z0-9+/=\s]*/g;
const UUENCODED = /(?:^|\n)begin [0-7]{3,4} ([^\r\n]{1,300})\r?\n([^]*?)(?:\n[` ]?\r?\nend|\nend|$)/g;
/** A byte order mark, blank lines and the first line of PEM, each where it is. */
const BEFORE = /^(?:\xEF\xBB\xBF)?\s*(?:-----BEGIN [^\n]{0,80}-----\r?\n)?/;
const PEM_END = /-----END [^\n]{0,80}-----\s*$/;

/** Each costs time to open; nobody writes more of them one after the other. */
const MAX_FINDS = 100;

/** Each tip in a file, up to what comes next or to the end, and each manifest; the last word may be that there are more. */
export function* findsIn(bytes: Uint8Array): Generator<Part | Flaw> {
  let [count, tip] = [0, -1];
  const find = (from: number, to?: number): Part => ({
    name: '',
    bytes: bytes.subarray(from, to),
    as: 'attachment',
  });
  for (const { 0: found, 1: manifest, index } of textOf(bytes).matchAll(FIND)) {
    if (tip >= 0) yield find(tip, index);
    tip = manifest === undefined ? index : -1;
    if (++count > MAX_FINDS) {
      yield { name: '', fault: 'too-much' };
      return;
    }
    if (manifest !== undefined) yield find(index, index + found.length);
  }
  if (tip >= 0) yield find(tip);
}

/** Three of the largest mails of the line, each letter in two bytes. */
const MAX_UTF16 = 32 * 1024 * 1024;

/** UTF-16 with a mark in front or without: the bytes that it stands for, one each where that can be, else UTF-8. */
export function* partsOfUtf16(bytes: Uint8Array): Generator<Part | Flaw> {
  if (bytes.length > MAX_UTF16) {
    yield { name: '', fault: 'too-big' };
    return;
  }
  const isBig = bytes[0] === 0xfe || bytes[0] === 0;
  const text = new TextDecoder(isBig ? 'utf-16be' : 'utf-16le').decode(bytes);
  const plain = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at++) plain[at] = text.charCodeAt(at);
  const isLatin = !/[^\0-\xFF]/.test(text);
  yield { name: '', bytes: isLatin ? plain : new TextEncoder().encode(text), as: 'entry' };
}

/** All that can be taken out of text. */
export function* partsOfText(bytes: Uint8Array): Generator<Part | Flaw> {
  const text = textOf(bytes);
  const attached = (from: number, to: number): Part => ({
    name: '',
    bytes: bytes.subarray(from, to),
    as: 'attachment',
  });
  const mail = mailAt(text);
  if (mail > 0) {
    yield { ...attached(0, mail), as: 'body' };
    yield attached(mail, bytes.length);
    return;
  }
  yield* findsIn(bytes);
  for (const [, name = '', body = ''] of text.matchAll(UUENCODED))
    yield { name, bytes: decodeUuencode(body), as: 'attachment' };
  const whole = wholeBase64(bytes, text);
  if (whole) yield { name: '', bytes: whole, as: 'attachment' };
  else
    for (const { 0: block, index } of text.matchAll(ENCODED)) {
      const part = attached(index, index + block.length);
      yield { ...part, bytes: decodeBase64(part.bytes) };
    }
}

/** A file that is base64 from end to end, bare or between the lines of PEM (RFC 7468), and holds something known. */
function wholeBase64(bytes: Uint8Array, text: string): Uint8Array | null {
  const start = BEFORE.exec(text)?.[0].length ?? 0;
  const end = PEM_END.exec(text.slice(-200))?.[0].length ?? 0;
  const inner = text.slice(start, text.length - end);
  if (inner.length < 60 || /[^A-Za-z0-9+/=\s]/.test(inner)) return null;
  const decoded = decodeBase64(bytes.subarray(start, start + inner.length));
  return ['foreign', 'empty'].includes(containerKindOf(decoded)) ? null : decoded;
}

/** Where the headers of a mail begin that has something in front; -1 without. */
function mailAt(text: string): number {
  const found = /(?:^|\n)(?:MIME-Version:[ \t]*1|Content-Type:[ \t]*multipart\/)/i.exec(text);
  if (!found) return -1;
  let at = found.index + (found[0].startsWith('\n') ? 1 : 0);
  // Back over the headers before it, so many as a mail may have.
  for (let lines = 0; at > 0 && lines < 300; lines++) {
    const line = text.lastIndexOf('\n', at - 2) + 1;
    if (!/^([!-9;-~]+:|[ \t]+\S)/.test(text.slice(line, Math.min(at, line + 1_000)))) break;
    at = line;
  }
  return at;
}
