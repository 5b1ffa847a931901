/** Tar archives: POSIX ustar and pax (IEEE 1003.1, "pax"), the older ones without a mark, and GNU's long names. */
/* oxlint-disable no-control-regex -- these are bytes, one letter each */
import { bytesOfText, textOf, type Flaw, type Part } from './part.ts';

const BLOCK = 512;

/** Whether a head with a right check sum begins here; nothing else in an old tar tells it from other files. */
export function isTarHead(head: Uint8Array): boolean {
  if (head.length < BLOCK || head[0] === 0) return false;
  const sum = head.subarray(0, BLOCK).reduce((all, byte, at) => all + (at >= 148 && at < 156 ? 32 : byte), 0);
  return /^[ 0]*[0-7]+[\0 ]/.test(textOf(head.subarray(148, 156))) && octal(head.subarray(148, 156)) === sum;
}

/** The plain files of a tar; links and folders hold nothing. */
export function* partsOfTar(bytes: Uint8Array): Generator<Part | Flaw> {
  let longName = '';
  let longSize: number | null = null;
  for (let at = 0; ;) {
    const head = bytes.subarray(at, at + BLOCK);
    // Two blocks of zeros end it, and many a tar ends without.
    if (head.length === 0 || head[0] === 0) return;
    if (!isTarHead(head)) {
      yield { name: '', fault: head.length < BLOCK ? 'cut-short' : 'broken' };
      return;
    }
    const type = String.fromCharCode(head[156] ?? 0);
    const size: number = longSize ?? octal(head.subarray(124, 136));
    const data = bytes.subarray(at + BLOCK, at + BLOCK + size);
    if (type === 'L') longName = wordIn(data);
    else if (type === 'x') {
      const fields = new Map(paxFields(data));
      longName = fields.get('path') ?? longName;
      longSize = fields.has('size') ? Number(fields.get('size')) : null;
    } else {
      const name = longName || nameIn(head);
      if (data.length < size) yield { name: '', fault: 'cut-short' };
      if ('0\x007'.includes(type) && !name.endsWith('/')) yield { name, bytes: data, as: 'entry' };
      else if (type === 'S') yield { name, fault: 'packed' };
      [longName, longSize] = ['', null];
    }
    // A size that is no number must not stand still.
    at += BLOCK * (1 + Math.max(0, Math.ceil(size / BLOCK) || 0));
  }
}

const wordIn = (field: Uint8Array) => {
  const end = field.indexOf(0);
  return new TextDecoder().decode(field.subarray(0, end < 0 ? field.length : end).subarray(0, 4_096));
};

function nameIn(head: Uint8Array): string {
  const isUstar = textOf(head.subarray(257, 263)) === 'ustar\0';
  const folder = isUstar ? wordIn(head.subarray(345, 500)) : '';
  return `${folder && `${folder}/`}${wordIn(head.subarray(0, 100))}`;
}

/** GNU writes what does not fit into octal digits as a number of 8 bytes behind a high bit. */
function octal(field: Uint8Array): number {
  if (((field[0] ?? 0) & 0x80) !== 0) return field.slice(1).reduce((sum, byte) => sum * 256 + byte, 0);
  return parseInt(textOf(field).replace(/\0.*$/s, '').trim() || '0', 8);
}

/** `<length> <key>=<value>\n`, again and again. */
function* paxFields(data: Uint8Array): Generator<[string, string]> {
  for (const [, key = '', value = ''] of textOf(data.subarray(0, 65_536)).matchAll(
    /(?:^|\n)\d{1,20} ([^=\n]{1,100})=([^\n]*)(?=\n)/g,
  ))
    yield [key, new TextDecoder().decode(bytesOfText(value))];
}
