/** TNEF, the `winmail.dat` of Outlook and Exchange (MS-OXTNEF): attachments, and mails within, which are TNEF again. */
import { take, textOf, viewOf, type Flaw, type Part } from './part.ts';

const HEAD = 6;
/** Attributes, by number. */
const [BODY, ATTACHMENT, TITLE, DATA, PROPERTIES] = [0x800c, 0x9002, 0x8010, 0x800f, 0x9005];
/** Properties of an attachment (MS-OXPROPS). */
const [LONG_NAME, NAME, CONTENT] = [0x3707, 0x3704, 0x3701];
/** Where the content is a mail and not a file, its interface comes first (IID_IMessage). */
const INTERFACE = 16;

interface Attached {
  name: string;
  bytes: Uint8Array | null;
}

/** The attachments in their order, as far as the attributes go. */
export function* partsOfTnef(bytes: Uint8Array): Generator<Part | Flaw> {
  const view = viewOf(bytes);
  let attached: Attached | null = null;
  let at = HEAD;
  // Level (1 the mail, 2 an attachment), number, type, size; a sum of 16 bits behind.
  while (at + 9 <= bytes.length && (bytes[at] === 1 || bytes[at] === 2)) {
    const id = view.getUint16(at + 1, true);
    const size = view.getUint32(at + 5, true);
    const data = bytes.subarray(at + 9, at + 9 + size);
    at += 9 + size + 2;
    if (id === BODY) yield { name: '', bytes: data, as: 'body' };
    if (id === ATTACHMENT) {
      if (attached) yield partOf(attached);
      attached = { name: '', bytes: null };
    }
    if (!attached) continue;
    if (id === TITLE) attached.name ||= wordIn(data);
    if (id === DATA) attached.bytes = data;
    if (id === PROPERTIES) attached = propertiesOf(data, attached);
  }
  if (attached) yield partOf(attached);
  if (at > bytes.length) yield { name: '', fault: 'cut-short' };
}

const partOf = ({ name, bytes }: Attached): Part | Flaw =>
  bytes ? { name, bytes, as: 'attachment' } : { name, fault: 'other-part' };

const wordIn = (data: Uint8Array) => textOf(data).replace(/\0[^]*$/, '');

/** What the MAPI properties (MS-OXTNEF 2.1.3.4) say of an attachment beyond what is known of it. */
function propertiesOf(data: Uint8Array, known: Attached): Attached {
  const found = { ...known };
  try {
    for (const { id, type, value } of readProperties(data)) {
      if (id === LONG_NAME || (id === NAME && !found.name))
        found.name =
          type === 0x1f ? new TextDecoder('utf-16le').decode(value).replace(/\0[^]*$/, '') : wordIn(value);
      if (id === CONTENT) found.bytes = type === 0x0d ? value.subarray(INTERFACE) : value;
    }
  } catch {
    // The file itself mostly stands in an attribute of its own.
  }
  return found;
}

const SIZES: Readonly<Record<number, number>> = {
  0x02: 4,
  0x03: 4,
  0x04: 4,
  0x05: 8,
  0x06: 8,
  0x07: 8,
  0x0a: 4,
  0x0b: 4,
  0x14: 8,
  0x40: 8,
  0x48: 16,
};
const VARIABLE = [0x0d, 0x1e, 0x1f, 0x102];
const IS_MULTIPLE = 0x1000;

/** Each property, one with several values as its last. @throws RangeError past the end or on a type without a size. */
function* readProperties(data: Uint8Array): Generator<{ id: number; type: number; value: Uint8Array }> {
  const view = viewOf(data);
  let at = 4;
  const count = () => view.getUint32((at += 4) - 4, true);
  const next = (size: number) => {
    const value = take(data, at, size);
    at += Math.ceil(size / 4) * 4;
    return value;
  };
  for (let left = view.getUint32(0, true); left > 0; left--) {
    const type = view.getUint16(at, true);
    const id = view.getUint16(at + 2, true);
    at += 4;
    if (id >= 0x8000) {
      next(INTERFACE);
      // By number or by a name.
      if (count() === 0) next(4);
      else next(count());
    }
    const kind = type & ~IS_MULTIPLE;
    const isVariable = VARIABLE.includes(kind);
    const size = SIZES[kind];
    if (!isVariable && size === undefined) throw new RangeError('a type that has no size');
    let value: Uint8Array = new Uint8Array(0);
    for (let values = isVariable || kind !== type ? count() : 1; values > 0; values--)
      value = next(isVariable ? count() : (size ?? 0));
    yield { id, type: kind, value };
  }
}
