/** What lies in text, or in a file of an unknown kind: tips, notes, and whatever was written down as letters. */
/* oxlint-disable no-control-regex -- these are bytes, one letter each */
import { decodeBase64, decodeUuencode } from './base64.ts';
import { kindOf } from './kind.ts';
import { bytesOfText, textOf, type Part } from './part.ts';

/** How a tip of either form begins, a note, and the same three in base64. */
const TIP = /age-encryption\.org\/v1\r?\n-> (?!scrypt )|TIPM\x01\0\0\0/g;
const NOTE = /\{\s*"note"\s*:\s*"[^"\\]*(?:\\.[^"\\]*)*"\s*,\s*"sig"\s*:\s*"[^"]*"\s*\}/g;
const ENCODED = /(?:YWdlLWVuY3J5cHRpb24ub3JnL3Yx|VElQTQEAAA|eyJub3RlIjo)[A-Za-z0-9+/=\s]*/g;
const UUENCODED = /(?:^|\n)begin [0-7]{3,4} ([^\r\n]{1,300})\r?\n([^]*?)(?:\n[` ]?\r?\nend|\nend|$)/g;

/** The signed text of a note without what stands around it, or what was given when there is none. */
export function noteIn(bytes: Uint8Array): Uint8Array {
  const [note] = new TextDecoder().decode(bytes).match(NOTE) ?? [];
  return note === undefined ? bytes : new TextEncoder().encode(note);
}

/** Where tips begin in a file, however long they are. */
export function tipsIn(bytes: Uint8Array): Part[] {
  return [...textOf(bytes).matchAll(TIP)].map(({ index }) => ({
    name: '',
    bytes: bytes.subarray(index),
    as: 'attachment',
  }));
}

/** UTF-16 with a mark in front or without: the bytes that it stands for, one each where that can be, else UTF-8. */
export function* partsOfUtf16(bytes: Uint8Array): Generator<Part> {
  const isBig = bytes[0] === 0xfe || bytes[0] === 0;
  const text = new TextDecoder(isBig ? 'utf-16be' : 'utf-16le').decode(bytes);
  const isLatin = /^[\0-\xFF]*$/.test(text);
  const plain = isLatin
    ? Uint8Array.from(text, (letter) => letter.charCodeAt(0))
    : new TextEncoder().encode(text);
  yield { name: '', bytes: plain, as: 'entry' };
}

/** All that can be taken out of bytes of an unknown kind. */
export function* partsOfText(bytes: Uint8Array): Generator<Part> {
  const text = textOf(bytes);
  const mail = mailAt(text);
  if (mail > 0) {
    yield { name: '', bytes: bytes.subarray(0, mail), as: 'body' };
    yield { name: '', bytes: bytes.subarray(mail), as: 'attachment' };
    return;
  }
  yield* tipsIn(bytes);
  for (const [note] of text.matchAll(NOTE)) yield { name: '', bytes: bytesOfText(note), as: 'attachment' };
  for (const [, name = '', body = ''] of text.matchAll(UUENCODED))
    yield { name, bytes: decodeUuencode(body), as: 'attachment' };
  const whole = wholeBase64(text);
  if (whole) yield { name: '', bytes: whole, as: 'attachment' };
  else
    for (const [block] of text.matchAll(ENCODED))
      yield { name: '', bytes: decodeBase64(bytesOfText(block)), as: 'attachment' };
}

/** A file that is base64 from end to end, bare or between the lines of PEM (RFC 7468), and holds something known. */
function wholeBase64(text: string): Uint8Array | null {
  const inner = text.replace(/^\s*-----BEGIN [^\n]*-----\r?\n/, '').replace(/-----END [^\n]*-----\s*$/, '');
  if (inner.length < 60 || !/^[A-Za-z0-9+/\s]*[=\s]*$/.test(inner)) return null;
  const bytes = decodeBase64(bytesOfText(inner));
  return ['foreign', 'empty'].includes(kindOf(bytes)) ? null : bytes;
}

/** Where the headers of a mail begin that has something in front; -1 without. */
function mailAt(text: string): number {
  const found = /(?:^|\n)(?:MIME-Version:[ \t]*1|Content-Type:[ \t]*multipart\/)/i.exec(text);
  if (!found) return -1;
  const before = text.slice(0, found.index + 1).split('\n');
  let at = found.index + (found[0].startsWith('\n') ? 1 : 0);
  before.pop();
  for (
    let line = before.pop();
    line !== undefined && /^([!-9;-~]+:|[ \t]+\S)/.test(line);
    line = before.pop()
  )
    at -= line.length + 1;
  return at;
}
