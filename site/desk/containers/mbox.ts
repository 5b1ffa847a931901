/** Several mails in one file, or a mail with something around it: mbox (RFC 4155) and Apple Mail's emlx. */
import { textOf, type Flaw, type Part } from './part.ts';

const LF = 0x0a;

const FIRST = /^(?:\xEF\xBB\xBF)?\s*From [^\n]*\n/;
const NEXT = /\n(From [^\n]{0,300}\d:\d\d[^\n]{0,100}\n)(?=>?[!-9;-~]+:|>From )/g;

/**
 * The mails of an mbox. A line that begins with `From ` divides them where a time of day stands in it and a header
 * behind it: a mail's own text may begin a line so, too. Lines quoted with `>` (mboxo, mboxrd) get one off.
 */
export function* mailsOfMbox(bytes: Uint8Array): Generator<Part> {
  const text = textOf(bytes);
  const lines = [...text.matchAll(NEXT)].map(({ 1: line = '', index }) => [
    index + 1,
    index + 1 + line.length,
  ]);
  const starts = [[0, FIRST.exec(text)?.[0].length ?? 0], ...lines] as [number, number][];
  for (const [at, [, start]] of starts.entries()) {
    const end = starts[at + 1]?.[0] ?? bytes.length;
    if (end < start) continue;
    const name = starts.length > 1 ? `thư ${at + 1}` : '';
    yield { name, bytes: unquote(bytes.subarray(start, end)), as: 'entry' };
  }
}

const QUOTED = /\n>+From /g;

function unquote(mail: Uint8Array): Uint8Array {
  const quotes = [...textOf(mail).matchAll(QUOTED)].map(({ index }) => index + 1);
  if (quotes.length === 0) return mail;
  const plain = new Uint8Array(mail.length - quotes.length);
  let from = 0;
  let size = 0;
  for (const at of [...quotes, mail.length]) {
    plain.set(mail.subarray(from, at), size);
    size += at - from;
    from = at + 1;
  }
  return plain;
}

/** Apple Mail's file: the size of the mail in digits on a line, the mail, then a property list that says nothing new. */
export function* mailOfEmlx(bytes: Uint8Array): Generator<Part | Flaw> {
  const start = bytes.indexOf(LF) + 1;
  const size = parseInt(textOf(bytes.subarray(0, start)), 10);
  yield { name: '', bytes: bytes.subarray(start, start + size), as: 'entry' };
  if (start + size > bytes.length) yield { name: '', fault: 'cut-short' };
}
