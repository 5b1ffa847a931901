/** Several mails in one file, or a mail with something around it: mbox (RFC 4155) and Apple Mail's emlx. */
import { containerKindOf } from './kind.ts';
import { textOf, type Flaw, type Part } from './part.ts';

const LF = 0x0a;

const FIRST = /^(?:\xEF\xBB\xBF)?\s*From [^\n]*\n/;
const NEXT = /\n(From [^\n]{0,320}\d:\d\d[^\n]{0,40}\n)(?=>?[!-9;-~]+:|>From )/g;

/**
 * The mails of an mbox. A line that begins with `From ` divides them where a time of day stands in it and a header
 * behind it: a mail's own text may begin a line so, too. Lines quoted with `>` (mboxo, mboxrd) get one off.
 */
export function* mailsOfMbox(bytes: Uint8Array): Generator<Part> {
  const text = textOf(bytes);
  let start = FIRST.exec(text)?.[0].length ?? 0;
  let count = 0;
  const mail = (end: number, name: string): Part => {
    const found = unquote(bytes.subarray(start, end));
    // Without a header that is known it is still no file that anybody put there.
    return { name, bytes: found, as: containerKindOf(found) === 'text' ? 'body' : 'entry' };
  };
  for (const { 1: line = '', index } of text.matchAll(NEXT)) {
    if (index + 1 < start) continue;
    // The line break before the line that divides belongs to the mail.
    yield mail(index + 1, `thư ${++count}`);
    start = index + 1 + line.length;
  }
  yield mail(bytes.length, count > 0 ? `thư ${count + 1}` : '');
}

const QUOTE = 0x3e;
const FROM = [0x46, 0x72, 0x6f, 0x6d, 0x20];

function unquote(mail: Uint8Array): Uint8Array {
  const plain = new Uint8Array(mail.length);
  let size = 0;
  let from = 0;
  for (let line = 0; line >= 0 && line < mail.length; line = mail.indexOf(LF, line) + 1 || -1) {
    let at = line;
    while (mail[at] === QUOTE) at++;
    if (at === line || !FROM.every((letter, index) => mail[at + index] === letter)) continue;
    plain.set(mail.subarray(from, line), size);
    size += line - from;
    from = line + 1;
  }
  plain.set(mail.subarray(from), size);
  return plain.subarray(0, size + mail.length - from);
}

/** Apple Mail's file: the size of the mail in digits on a line, the mail, then a property list that says nothing new. */
export function* mailOfEmlx(bytes: Uint8Array): Generator<Part | Flaw> {
  const start = bytes.indexOf(LF) + 1;
  const size = parseInt(textOf(bytes.subarray(0, start)), 10);
  yield { name: '', bytes: bytes.subarray(start, start + size), as: 'entry' };
  if (start + size > bytes.length) yield { name: '', fault: 'cut-short' };
}
