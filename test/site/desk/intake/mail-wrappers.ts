/** What mail programs, gateways and people make of a mail, written anew for the tests: nothing here knows the readers. */
import { gzipSync, zipSync } from 'fflate';

export interface Wrapped {
  name: string;
  bytes: Uint8Array;
}

const ascii = (text: string) => Buffer.from(text, 'latin1');
const concat = (...pieces: (Uint8Array | string)[]) =>
  new Uint8Array(Buffer.concat(pieces.map((piece) => (typeof piece === 'string' ? ascii(piece) : piece))));
const u16 = (value: number) => Uint8Array.of(value & 255, value >> 8);
const u32 = (value: number) =>
  Uint8Array.of(value & 255, (value >> 8) & 255, (value >> 16) & 255, value >>> 24);
const utf16 = (text: string) => new Uint8Array(Buffer.from(text, 'utf16le'));

export type Encoding = 'base64' | 'quoted-printable' | 'text-quoted-printable' | 'binary' | 'x-uuencode';

export function encode(bytes: Uint8Array, encoding: Encoding, name = 'x'): Uint8Array {
  const text = Buffer.from(bytes).toString('latin1');
  const soft = (line: string) => (line.match(/(?:=..|[^=]){1,25}/g) ?? []).join('=\r\n');
  const escape = (part: string) =>
    part.replace(
      /[^!-<>-~]/g,
      (char) => `=${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
    );
  if (encoding === 'binary') return bytes;
  if (encoding === 'base64')
    return ascii(
      (
        Buffer.from(bytes)
          .toString('base64')
          .match(/.{1,76}/g) ?? []
      ).join('\r\n'),
    );
  if (encoding === 'quoted-printable') return ascii(soft(escape(text)));
  // As of a text: each LF is an end of a line.
  if (encoding === 'text-quoted-printable')
    return ascii(
      text
        .split('\n')
        .map((line) => soft(escape(line)))
        .join('\r\n'),
    );
  return ascii(`begin 644 ${name}\r\n${uuencodeLines(bytes).join('\r\n')}\r\n\`\r\nend\r\n`);
}

function uuencodeLines(bytes: Uint8Array): string[] {
  const letter = (value: number) => (value === 0 ? '`' : String.fromCharCode(32 + value));
  return Array.from({ length: Math.ceil(bytes.length / 45) }, (_, row) => {
    const line = bytes.subarray(row * 45, row * 45 + 45);
    let text = letter(line.length);
    for (let at = 0; at < line.length; at += 3) {
      const three = ((line[at] ?? 0) << 16) | ((line[at + 1] ?? 0) << 8) | (line[at + 2] ?? 0);
      text += [18, 12, 6, 0].map((shift) => letter((three >> shift) & 63)).join('');
    }
    return text;
  });
}

export interface MailForm {
  encoding: Encoding;
  type?: string;
  kind?: 'mixed' | 'related';
  /** What stands before the closing line of each part: some gateways leave one more line break. */
  tail?: string;
}

let boundaries = 0;

/** A mail with these attachments, and a text that nobody attached. */
export function eml(files: readonly Wrapped[], form: MailForm, name = 'thư.eml'): Wrapped {
  const { encoding, type = 'application/octet-stream', kind = 'mixed', tail = '' } = form;
  const boundary = `=_b${boundaries++}`;
  const parts = files.map((file) =>
    concat(
      `--${boundary}\r\nContent-Type: ${type}; name="${file.name}"\r\n`,
      `Content-Transfer-Encoding: ${encoding.replace('text-', '')}\r\n`,
      `Content-Disposition: attachment;\r\n filename="${file.name}"\r\n\r\n`,
      encode(file.bytes, encoding, file.name),
      `${tail}\r\n`,
    ),
  );
  const head = `From: a@b.test\r\nSubject: x\r\nMIME-Version: 1.0\r\nContent-Type: multipart/${kind};\r\n boundary="${boundary}"\r\n\r\n`;
  const text = `--${boundary}\r\nContent-Type: text/plain\r\n\r\nGửi: anh em\r\n`;
  return { name, bytes: concat(head, text, ...parts, `--${boundary}--\r\n`) };
}

/** A mail whose only part is this file, without a multipart, as fetchmail and old scanners make it. */
export function bareMail({ name, bytes }: Wrapped, encoding: Encoding): Wrapped {
  const head = `From: a@b.test\r\nContent-Type: text/plain; name="${name}"\r\nContent-Transfer-Encoding: ${encoding}\r\n\r\n`;
  return { name: 'thư.eml', bytes: concat(head, encode(bytes, encoding, name), '\r\n') };
}

export function rfc822(mail: Wrapped): Wrapped {
  return eml([mail], { encoding: 'binary', type: 'message/rfc822' }, 'Chuyển.eml');
}

/** mboxrd: every line that begins with `From `, quoted or not, gets one more `>`. */
export function mbox(mails: readonly Wrapped[]): Wrapped {
  const quoted = mails.map(({ bytes }) =>
    Buffer.from(bytes)
      .toString('latin1')
      .replace(/^(>*From )/gm, '>$1'),
  );
  return {
    name: 'Inbox',
    bytes: concat(...quoted.map((mail) => `From - Fri Nov 27 10:00:00 2026\n${mail}\n`)),
  };
}

export function emlx({ bytes }: Wrapped): Wrapped {
  return { name: '1.emlx', bytes: concat(`${bytes.length}\n`, bytes, '<?xml version="1.0"?>\n<plist/>\n') };
}

export function zip(files: readonly Wrapped[], level: 0 | 6): Wrapped {
  return {
    name: 'Tin bao.zip',
    bytes: zipSync(Object.fromEntries(files.map((file) => [file.name, file.bytes])), { level }),
  };
}

export function gzip({ name, bytes }: Wrapped): Wrapped {
  return { name: `${name}.gz`, bytes: gzipSync(bytes) };
}

export function tar(files: readonly Wrapped[]): Wrapped {
  const entries = files.map(({ name, bytes }) => {
    const head = Buffer.alloc(512);
    head.write(name, 0, 100, 'utf8');
    head.write('0000644\0' + '0000000\0'.repeat(2), 100, 'latin1');
    head.write(
      `${bytes.length.toString(8).padStart(11, '0')}\0${'0'.repeat(11)}\0${' '.repeat(8)}0`,
      124,
      'latin1',
    );
    head.write('ustar\x0000', 257, 'latin1');
    head.write(
      `${head
        .reduce((sum, byte) => sum + byte, 0)
        .toString(8)
        .padStart(6, '0')}\0 `,
      148,
      'latin1',
    );
    return concat(head, bytes, new Uint8Array(-bytes.length & 511));
  });
  return { name: 'tin.tar', bytes: concat(...entries, new Uint8Array(1024)) };
}

/** TNEF: the file in an attribute of its own, or, as newer Exchange does, in the MAPI properties. */
export function tnef(files: readonly Wrapped[], inProperties: boolean): Wrapped {
  const attribute = (level: number, id: number, data: Uint8Array) =>
    concat(
      Uint8Array.of(level),
      u32(id),
      u32(data.length),
      data,
      u16(data.reduce((sum, byte) => (sum + byte) & 65535, 0)),
    );
  const property = (type: number, id: number, data: Uint8Array) =>
    concat(u16(type), u16(id), u32(1), u32(data.length), data, new Uint8Array(-data.length & 3));
  const attachments = files.flatMap(({ name, bytes }) => {
    const properties = [
      concat(u16(3), u16(0x3705), u32(1)),
      property(0x1f, 0x3707, utf16(`${name}\0`)),
      ...(inProperties ? [property(0x102, 0x3701, bytes)] : []),
    ];
    return [
      attribute(2, 0x69002, new Uint8Array(14)),
      attribute(2, 0x18010, concat('TIN~1.AGE\0')),
      ...(inProperties ? [] : [attribute(2, 0x6800f, bytes)]),
      attribute(2, 0x69005, concat(u32(properties.length), ...properties)),
    ];
  });
  return {
    name: 'winmail.dat',
    bytes: concat(u32(0x223e9f78), u16(1), attribute(1, 0x89006, u32(0x10000)), ...attachments),
  };
}

/** CMS signedData around a mail, without certificates, in DER or with every length left open and the content in pieces. */
export function p7m({ bytes }: Wrapped, isOpen: boolean): Wrapped {
  const size = (length: number) =>
    length < 128 ? Uint8Array.of(length) : concat(Uint8Array.of(0x84), u32(length).reverse());
  const value = (tag: number, ...content: Uint8Array[]) => {
    const inside = concat(...content);
    return isOpen && (tag & 0x20) !== 0
      ? concat(Uint8Array.of(tag, 0x80), inside, Uint8Array.of(0, 0))
      : concat(Uint8Array.of(tag), size(inside.length), inside);
  };
  const oid = (last: number) => value(6, Uint8Array.of(0x2a, 0x86, 0x48, 0x86, 0xf7, 13, 1, 7, last));
  const pieces = Array.from({ length: Math.ceil(bytes.length / 4096) }, (_, at) =>
    value(4, bytes.subarray(at * 4096, at * 4096 + 4096)),
  );
  const content = isOpen ? value(0x24, ...pieces) : value(4, bytes);
  const about = value(0x30, oid(1), value(0xa0, content));
  const data = value(0x30, value(2, Uint8Array.of(1)), value(0x31), about, value(0x31));
  return { name: 'smime.p7m', bytes: value(0x30, oid(2), value(0xa0, data)) };
}

interface Node {
  name: string;
  data?: Uint8Array;
  children?: Node[];
}

/** An Outlook message with these attachments; with `inner`, in a message attached to it. */
export function msg(files: readonly Wrapped[], isForwarded: boolean, text = 'Gửi: anh em'): Wrapped {
  const properties: Node = { name: '__properties_version1.0', data: new Uint8Array(32) };
  const attachment = (children: Node[], at: number): Node => ({
    name: `__attach_version1.0_#${String(at).padStart(8, '0')}`,
    children: [properties, ...children],
  });
  const message = files.map(({ name, bytes }, at) =>
    attachment(
      [
        { name: '__substg1.0_3707001F', data: utf16(name) },
        { name: '__substg1.0_37010102', data: bytes },
      ],
      at,
    ),
  );
  const body: Node = { name: '__substg1.0_1000001F', data: utf16(text) };
  const children = [properties, body, ...message];
  const inner = attachment([{ name: '__substg1.0_3701000D', children }], 0);
  return { name: 'thư.msg', bytes: compoundFile(isForwarded ? [properties, inner] : children) };
}

/** MS-CFB, version 3: sectors of 512 bytes; streams below 4,096 bytes lie in the mini stream. */
function compoundFile(children: Node[]): Uint8Array {
  const [NONE, END, FAT] = [0xffffffff, 0xfffffffe, 0xfffffffd];
  const sectors: Uint8Array[] = [];
  const fat: number[] = [];
  const mini: Uint8Array[] = [];
  const miniFat: number[] = [];
  const add = (data: Uint8Array, size: number, into: Uint8Array[], table: number[]): number => {
    const count = Math.ceil(data.length / size);
    const start = into.length;
    for (let at = 0; at < count; at++) {
      into.push(
        concat(
          data.subarray(at * size, at * size + size),
          new Uint8Array(Math.max(0, (at + 1) * size - data.length)),
        ),
      );
      table.push(at + 1 < count ? start + at + 1 : END);
    }
    return count > 0 ? start : END;
  };
  const entries: Uint8Array[] = [];
  const entry = (name: string, type: number, right: number, child: number, start: number, size: number) => {
    const text = utf16(name);
    return concat(
      text,
      new Uint8Array(64 - text.length),
      u16(text.length + 2),
      Uint8Array.of(type, 1),
      u32(NONE),
      u32(right),
      u32(child),
      new Uint8Array(36),
      u32(start),
      u32(size),
      u32(0),
    );
  };
  // Siblings as a list: a tree that leans to the right.
  const place = (nodes: Node[]): number => {
    let next = NONE;
    for (const { name, data, children: inside } of [...nodes].reverse()) {
      const child = inside ? place(inside) : NONE;
      const isMini = data !== undefined && data.length < 4096;
      const start = data ? (isMini ? add(data, 64, mini, miniFat) : add(data, 512, sectors, fat)) : 0;
      entries.push(entry(name, data ? 2 : 1, next, child, start, data?.length ?? 0));
      next = entries.length;
    }
    return next;
  };
  const top = place(children);
  const miniStream = concat(...mini);
  const miniStart = add(miniStream, 512, sectors, fat);
  const root = entry('Root Entry', 5, NONE, top, miniStart, miniStream.length);
  const directory = add(
    concat(root, ...entries, new Uint8Array(128 * (-(entries.length + 1) & 3))),
    512,
    sectors,
    fat,
  );
  const miniTable = add(concat(...miniFat.map(u32)), 512, sectors, fat);
  const tables = Math.ceil((fat.length + 110) / 127);
  const first = sectors.length;
  for (let at = 0; at < tables; at++) fat.push(FAT);
  const table = concat(
    ...fat.map(u32),
    ...Array.from({ length: tables * 128 - fat.length }, () => u32(NONE)),
  );
  if (tables > 109) throw new Error('too large for this writer');
  const head = concat(
    Uint8Array.of(0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1),
    new Uint8Array(16),
    u16(0x3e),
    u16(3),
    u16(0xfffe),
    u16(9),
    u16(6),
    new Uint8Array(6),
    u32(0),
    u32(tables),
    u32(directory),
    u32(0),
    u32(4096),
    u32(miniTable),
    u32(1),
    u32(END),
    u32(0),
    ...Array.from({ length: 109 }, (_, at) => u32(at < tables ? first + at : NONE)),
  );
  return concat(head, ...sectors, table);
}

/** As Notepad saves it: one letter a byte. */
export function asUtf16({ name, bytes }: Wrapped, isBig: boolean, hasMark: boolean): Wrapped {
  const text = utf16(`${hasMark ? '\uFEFF' : ''}${Buffer.from(bytes).toString('latin1')}`);
  return { name, bytes: isBig ? new Uint8Array(Buffer.from(text).swap16()) : text };
}

export const withCrLf = ({ name, bytes }: Wrapped): Wrapped => ({
  name,
  bytes: new Uint8Array(ascii(Buffer.from(bytes).toString('latin1').replace(/\n/g, '\r\n'))),
});

export const withLf = ({ name, bytes }: Wrapped): Wrapped => ({
  name,
  bytes: new Uint8Array(ascii(Buffer.from(bytes).toString('latin1').replace(/\r\n/g, '\n'))),
});

/** The text of an attachment as people copy it out of the source of a mail. */
export const asBase64 = ({ name, bytes }: Wrapped): Wrapped => ({
  name: `${name}.txt`,
  bytes: new Uint8Array(encode(bytes, 'base64')),
});

export const isText = ({ bytes }: Wrapped) => bytes.every((byte) => byte > 8 && byte < 127);

export const textTail =
  (text: string) =>
  ({ name, bytes }: Wrapped): Wrapped => ({ name, bytes: concat(bytes, text) });
