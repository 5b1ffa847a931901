/**
 * Our own code against the vectors of PROTOCOL.md that lie beside this file (README.md says how they are written). They
 * were computed without it and are frozen: where one fails, the code or the norm is wrong, not the vector.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ed25519 } from '@noble/curves/ed25519.js';
import { Decrypter, Encrypter, identityToRecipient } from 'age-encryption';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { readManifest } from '../../site/desk/intake/manifest.ts';
import { fromBase64url, fromHex, toBase64url, toHex } from '../../site/envelope/bytes.ts';
import { decodeFrame, encodeFrame, FrameError } from '../../site/envelope/frame.ts';
import { fingerprintOf, kidHexOf } from '../../site/envelope/keys.ts';
import { ageOfMailed } from '../../site/envelope/mailed-file.ts';
import { openTip } from '../../site/envelope/open.ts';
import { fingerprintOfHalf } from '../../site/envelope/public-half.ts';
import { deriveReceipt, readReceipt } from '../../site/envelope/receipt.ts';
import { openReply, sealReply } from '../../site/envelope/reply.ts';
import { readResend, signResend } from '../../site/envelope/resend.ts';
import type { Tip } from '../../site/envelope/tip.ts';
import { sayFingerprint } from '../../site/text/groups.ts';
import type { Audience } from '../../worker/contract/audience.ts';
import { dayOf, dayText } from '../../worker/contract/day.ts';
import { encodeChallengeBody } from '../../worker/contract/endpoints.ts';
import { decodeInboxId, encodeInboxId, INBOX_ID } from '../../worker/contract/inbox-id.ts';
import {
  inboxIdsOf,
  readKeyLine,
  readKeyRegister,
  type ReleasedKey,
} from '../../worker/contract/key-register.ts';
import { decodeMailedHead, MAILED_HEAD_SIZE } from '../../worker/contract/mailed-file.ts';
import { manifestMessage, tipFileName, type Manifest } from '../../worker/contract/manifest.ts';
import {
  decodeMailbox,
  decodeReply,
  encodeMailbox,
  encodeReply,
  replyMessage,
} from '../../worker/contract/reply.ts';
import { decodeResend, encodeResend, resendMessage } from '../../worker/contract/resend.ts';
import { SIZE_CLASSES, type SizeClassIndex } from '../../worker/contract/sizes.ts';
import { decodeTipHeader, encodeTipHeader } from '../../worker/contract/tip-header.ts';
import { mailedFileOf } from '../../worker/delivery/mailed-file.ts';
import { hasTipShape } from '../../worker/routes/tip-shape.ts';

/** Bytes as the vectors write them: hex, or parts that follow each other. */
type Bytes = string | Part[];
type Part =
  | string
  | { text: string }
  | { base64: string }
  | { repeat: string; times: number }
  | { stream: string; length: number };
/** Bytes that are only compared. */
interface Digest {
  length: number;
  sha256: string;
}

/** A module of the Worker whose types this folder does not know: a literal would bring them in. */
const workerModule = (path: string): Promise<unknown> => import(/* @vite-ignore */ `../../worker/${path}`);

const sha256 = (bytes: Uint8Array | string) => new Uint8Array(createHash('sha256').update(bytes).digest());

function bytesOf(bytes: Bytes): Uint8Array<ArrayBuffer> {
  const parts = typeof bytes === 'string' ? [bytes] : bytes;
  return new Uint8Array(Buffer.concat(parts.map(partOf)));
}

function partOf(part: Part): Uint8Array {
  if (typeof part === 'string') return fromHex(part);
  if ('text' in part) return Buffer.from(part.text, 'utf8');
  if ('base64' in part) return Buffer.from(part.base64, 'base64');
  if ('repeat' in part) return Buffer.from(part.repeat.repeat(part.times), 'hex');
  const blocks = Array.from({ length: Math.ceil(part.length / 32) }, (_, index) => {
    const count = Buffer.alloc(4);
    count.writeUInt32BE(index);
    return sha256(Buffer.concat([Buffer.from(part.stream, 'utf8'), count]));
  });
  return Buffer.concat(blocks).subarray(0, part.length);
}

/** `toEqual` of megabytes takes seconds; lengths and hashes say the same. */
const digestOf = (bytes: Uint8Array): Digest => ({ length: bytes.length, sha256: toHex(sha256(bytes)) });
const wanted = (bytes: Bytes | Digest): Digest =>
  typeof bytes === 'object' && 'sha256' in bytes ? bytes : digestOf(bytesOf(bytes));

const read = (name: string): unknown => JSON.parse(readFileSync(join(import.meta.dirname, name), 'utf8'));
type Named<T> = T & { name: string };

interface Half {
  identity: string;
  recipient: string;
  replySeed: string;
  replyKey: string;
  fingerprint: string;
  shown: string;
}
type Reader = Audience;
const keys = read('keys.json') as Record<Reader, Half> & {
  pairs: { of: [Reader, Reader]; kid: string; fingerprint: string }[];
};

describe('keys', () => {
  test.each(['unit', 'oversight'] as const)(
    'the public half of %s is that of its secret one',
    async (name) => {
      const half = keys[name];
      expect(await identityToRecipient(half.identity)).toBe(half.recipient);
      expect(toBase64url(ed25519.getPublicKey(fromHex(half.replySeed)))).toBe(half.replyKey);
      expect(fingerprintOfHalf(half)).toBe(half.fingerprint);
      expect(sayFingerprint(half.fingerprint)).toBe(half.shown);
    },
  );

  test.each(keys.pairs)('the pair $of has kid $kid and fingerprint $fingerprint', (pair) => {
    const recipients = pair.of.map((name) => keys[name].recipient) as [string, string];
    expect([kidHexOf(recipients), fingerprintOf(recipients)]).toEqual([pair.kid, pair.fingerprint]);
  });
});

interface Secrets {
  receipt: string;
  identity: string;
  recipientSha256: string;
  box: string;
  sid: string;
  thread: string;
  boxKey: string;
}
const receipts = read('receipt.json') as {
  secrets: Secrets[];
  typed: Named<{ typed: string; receipt: string | null }>[];
};

describe('a receipt', () => {
  test.each(receipts.secrets)('$receipt gives its secrets', async (vector) => {
    const secrets = await deriveReceipt(vector.receipt);
    expect({
      receipt: readReceipt(vector.receipt),
      identity: secrets.identity,
      recipientSha256: toHex(sha256(await identityToRecipient(secrets.identity))),
      box: toBase64url(secrets.box),
      sid: toHex(secrets.sid),
      thread: toHex(secrets.thread),
      boxKey: toHex(secrets.boxKey),
    }).toEqual((({ S: _S, seed: _seed, ...rest }) => rest)(vector as Secrets & { S: string; seed: string }));
  });

  test.each(receipts.typed)('is read, or not, from what was typed: $name', ({ typed, receipt }) =>
    expect(readReceipt(typed)).toBe(receipt),
  );

  test('of PROTOCOL.md is the first of them', () => {
    const protocol = readFileSync(join(import.meta.dirname, '../../worker/PROTOCOL.md'), 'utf8');
    const { receipt, identity, box, boxKey, recipientSha256 } = receipts.secrets[0];
    for (const value of [receipt, identity, box, boxKey, recipientSha256])
      expect(protocol).toContain(`\`${value}\``);
  });
});

const inboxIds = read('inbox-id.json') as {
  valid: Named<{ id: string; bytes: Bytes }>[];
  invalid: Named<{ bytes: Bytes }>[];
  challenges: { id: string; sizeClass: SizeClassIndex; bytes: Bytes }[];
};

describe('an inbox id', () => {
  test.each(inboxIds.valid)('is written and read: $name', ({ id, bytes }) => {
    expect(id).toMatch(INBOX_ID);
    expect(encodeInboxId(id)).toEqual(bytesOf(bytes));
    expect(decodeInboxId(bytesOf(bytes))).toBe(id);
  });
  test.each(inboxIds.invalid)('is refused: $name', ({ bytes }) =>
    expect(decodeInboxId(bytesOf(bytes))).toBeNull(),
  );
  test.each(inboxIds.challenges)(
    'asks for a challenge of size class $sizeClass',
    ({ id, sizeClass, bytes }) => expect(encodeChallengeBody(id, sizeClass)).toEqual(bytesOf(bytes)),
  );
});

interface Header {
  sizeClass: SizeClassIndex;
  kid: string;
  sid: string;
  ackHash: string;
  proof: Bytes;
  bytes: Bytes;
}
const headers = read('tip-header.json') as {
  sizes: { sizeClass: SizeClassIndex; plain: number; age: number; wire: number; mailed: number }[];
  valid: Named<Header>[];
  invalid: Named<{ bytes: Bytes }>[];
};

describe('the head of a tip', () => {
  test.each(headers.sizes)('has size class $sizeClass', ({ sizeClass, mailed, ...sizes }) => {
    expect(SIZE_CLASSES[sizeClass]).toEqual(sizes);
    expect(sizes.age + MAILED_HEAD_SIZE).toBe(mailed);
    expect(SIZE_CLASSES).toHaveLength(headers.sizes.length);
  });
  test.each(headers.valid)('is written and read: $name', ({ sizeClass, kid, sid, ackHash, proof, bytes }) => {
    const header = {
      sizeClass,
      kid: fromHex(kid),
      sid: fromHex(sid),
      ackHash: fromHex(ackHash),
      proof: Buffer.from(bytesOf(proof)).toString('utf8'),
    };
    expect(encodeTipHeader(header)).toEqual(bytesOf(bytes));
    expect(decodeTipHeader(bytesOf(bytes))).toEqual(header);
  });
  test.each(headers.invalid)('is refused: $name', ({ bytes }) =>
    expect(decodeTipHeader(bytesOf(bytes))).toBeNull(),
  );
});

const frames = read('frame.json') as {
  valid: Named<{ sizeClass: number; tip: Tip; blobs: Part[]; bytes: Bytes; onlyRead?: true }>[];
  invalid: Named<{ fault: string; bytes: Bytes }>[];
};

describe('a frame', () => {
  test.each(frames.valid)('is read: $name', ({ sizeClass, tip, blobs, bytes }) => {
    const frame = bytesOf(bytes);
    expect(frame.length).toBe(SIZE_CLASSES[sizeClass]?.plain);
    const opened = decodeFrame(frame);
    expect(opened.tip).toEqual(tip);
    const all = bytesOf(blobs);
    expect(opened.files.map(digestOf)).toEqual(tip.files.map(({ o, l }) => digestOf(all.subarray(o, o + l))));
  });
  test.each(frames.valid.filter(({ onlyRead }) => !onlyRead))('is written: $name', (vector) => {
    const { sizeClass, frame } = encodeFrame(vector.tip, bytesOf(vector.blobs));
    expect(sizeClass).toBe(vector.sizeClass);
    expect(digestOf(frame)).toEqual(wanted(vector.bytes));
  });
  test.each(frames.invalid)('is refused: $name', ({ fault, bytes }) =>
    expect(() => decodeFrame(bytesOf(bytes))).toThrow(new FrameError(fault as FrameError['fault'])),
  );
});

const sealed = read('sealed-tip.json') as {
  sealed: Named<{ header: string; frame: string; age: Digest; bytes: Bytes }>[];
  shapes: Named<{ ok: boolean; age: Bytes }>[];
};

describe('a sealed tip', () => {
  test.each(sealed.sealed)('opens for either reader: $name', async (vector) => {
    const wire = bytesOf(vector.bytes);
    const header = headers.valid.find(({ name }) => name === vector.header);
    expect(digestOf(wire.subarray(0, 1_024))).toEqual(wanted(header?.bytes ?? ''));
    const age = wire.subarray(1_024);
    expect(digestOf(age)).toEqual(vector.age);
    expect(hasTipShape(age)).toBe(true);
    const frame = frames.valid.find(({ name }) => name === vector.frame);
    for (const { identity } of [keys.unit, keys.oversight])
      // oxlint-disable-next-line no-await-in-loop
      expect(await openTip(age, [identity])).toEqual({ tip: frame?.tip, files: [] });
    await expect(openTip(age, [receipts.secrets[0].identity])).rejects.toThrow('wrong-key');
  });
  test.each(sealed.shapes)('has the shape, or not: $name', ({ ok, age }) =>
    expect(hasTipShape(bytesOf(age))).toBe(ok),
  );
});

const register = read('key-register.json') as {
  lines: Named<{ line: string; releases: Record<string, unknown> | 'wrong' | null }>[];
  registers: Named<{
    text: string;
    kids: string[];
    inboxes: string[];
    signers: { inbox: string; to: Audience; keys: string[] }[];
  }>[];
};

describe('the key register', () => {
  afterEach(() => vi.doUnmock('../../worker/kids.txt'));

  test.each(register.lines)('a line with $name', ({ line, releases }) => {
    const key = readKeyLine(line);
    const told = (one: ReleasedKey) => ({ ...one, oversightKey: one.oversightKey ?? null });
    expect(key === null || key === 'wrong' ? key : told(key)).toEqual(releases);
    expect(readKeyRegister(`${line}\n`)).toHaveLength(typeof releases === 'object' && releases ? 1 : 0);
  });
  test.each(register.registers)('says who signs: $name', async ({ text, kids, inboxes, signers }) => {
    const released = readKeyRegister(text);
    expect(released.map(({ kid }) => kid)).toEqual(kids);
    expect(inboxIdsOf(released)).toEqual(inboxes);
    vi.doMock('../../worker/kids.txt', () => ({ default: text }));
    const { signKeysOf } = (await workerModule('inboxes.ts')) as {
      signKeysOf: (id: string, audience: Audience) => string[];
    };
    for (const { inbox, to, keys: good } of signers)
      expect(signKeysOf(inbox, to).sort()).toEqual(good.sort());
  });
});

const mailed = read('mailed-file.json') as {
  valid: Named<{ key: string; age: Bytes; mailed: Bytes | Digest; number: number; attachment: string }>[];
  bare: Named<{ bytes: Bytes }>[];
};

describe('a mailed file', () => {
  afterEach(() => void vi.restoreAllMocks());

  test.each(mailed.valid)('is written and read: $name', async (vector) => {
    const key = fromHex(vector.key);
    vi.spyOn(crypto, 'getRandomValues').mockImplementation((array) => {
      (array as unknown as Uint8Array).set(key);
      return array;
    });
    const { bytes, hash } = await mailedFileOf(bytesOf(vector.age));
    expect(digestOf(bytes)).toEqual(wanted(vector.mailed));
    expect(tipFileName(vector.number, hash)).toBe(vector.attachment);
    expect(decodeMailedHead(bytes)).toEqual(key);
    expect(digestOf(ageOfMailed(bytes))).toEqual(wanted(vector.age));
  });
  test.each(mailed.bare)('is none, and left as it is: $name', ({ bytes }) => {
    expect(decodeMailedHead(bytesOf(bytes))).toBeNull();
    expect(ageOfMailed(bytesOf(bytes))).toEqual(bytesOf(bytes));
  });
});

const manifests = read('manifest.json') as {
  seed: string;
  publicKey: string;
  valid: Named<{ says: Manifest; message: Bytes; sig: string; lo: string; onlyRead?: true }>[];
  invalid: Named<{ lo: string }>[];
};

describe('the signed note', () => {
  const utf8 = (text: string) => new TextEncoder().encode(text);

  test.each(manifests.valid)('is read: $name', ({ says, message, sig, lo }) => {
    const note = JSON.parse(lo) as { note: string; sig: string };
    expect(manifestMessage(note.note)).toEqual(bytesOf(message));
    expect(note.sig).toBe(sig);
    const one = (inbox: object) => ({ v: 2, kind: says.kind, hour: says.hour, files: {}, ...inbox });
    expect(readManifest(utf8(lo), [keys.unit.replyKey, manifests.publicKey])).toEqual(
      says.kind === 'batch' ? [one(says)] : says.inboxes.map(one),
    );
    expect(readManifest(utf8(lo), [keys.unit.replyKey])).toBeNull();
  });
  test.each(manifests.valid.filter(({ onlyRead }) => !onlyRead))(
    'is written: $name',
    async ({ says, lo }) => {
      const { composeMail, importSignKey } = (await workerModule('delivery/compose.ts')) as {
        composeMail: (...mail: unknown[]) => Promise<{ attachments: { name: string; bytes: Uint8Array }[] }>;
        importSignKey: (seed: string) => Promise<CryptoKey>;
      };
      const signKey = await importSignKey(toBase64url(fromHex(manifests.seed)));
      const { attachments } = await composeMail('a@inbox.test', says, [], signKey, '');
      expect(attachments.map(({ name, bytes }) => [name, Buffer.from(bytes).toString('utf8')])).toEqual([
        ['lo.json', lo],
      ]);
    },
  );
  test.each(manifests.invalid)('is refused: $name', ({ lo }) =>
    expect(readManifest(utf8(lo), [manifests.publicKey])).toBeNull(),
  );
});

interface Reply {
  inbox: string;
  day: number;
  box: string;
  ct: Bytes;
  message: string;
  sig: string;
}
const replies = read('reply.json') as {
  plain: Named<{ text: string; plain: Bytes }>[];
  badPlain: Named<{ plain: Bytes }>[];
  sealed: Named<Reply & { text: string }>[];
  valid: Named<Reply & { record: Bytes }>[];
  forged: Named<Reply>[];
  invalid: Named<{ record: Bytes }>[];
  mailboxes: Named<{ noise: Bytes; replies: string[]; answer: Digest }>[];
  badMailboxes: Named<{ answer: Bytes; replies: [] | null }>[];
};

describe('a reply', () => {
  const { identity, box } = receipts.secrets[0];
  const reader = { identity, box: fromBase64url(box), replyKey: keys.unit.replyKey };
  const replySeed = fromHex(keys.unit.replySeed);
  const address = { inbox: 'lung-phinh', box: reader.box, day: 20_778 };
  const replyOf = ({ inbox, day, box: to, ct, sig }: Reply) => ({
    inbox,
    day,
    box: fromHex(to),
    ct: bytesOf(ct),
    sig: fromHex(sig),
  });
  const inBox = ({ box: _box, ...reply }: ReturnType<typeof replyOf>) => reply;

  test.each(replies.plain)('is framed: $name', async ({ text, plain }) => {
    const { ct } = await sealReply(text, await identityToRecipient(identity), address, replySeed);
    const decrypter = new Decrypter();
    decrypter.addIdentity(identity);
    expect(await decrypter.decrypt(ct)).toEqual(bytesOf(plain));
  });

  /** A signed reply around any bytes. */
  async function around(plain: Uint8Array) {
    const encrypter = new Encrypter();
    encrypter.addRecipient(await identityToRecipient(identity));
    const ct = await encrypter.encrypt(plain);
    return { ...address, ct, sig: ed25519.sign(replyMessage(address, sha256(ct)), replySeed) };
  }
  test.each(replies.plain)('is read out of its frame: $name', async ({ text, plain }) =>
    expect(await openReply(await around(bytesOf(plain)), reader)).toEqual({ text }),
  );
  test.each(replies.badPlain)('is refused for its frame: $name', async ({ plain }) =>
    expect(await openReply(await around(bytesOf(plain)), reader)).toEqual({ fault: 'damaged' }),
  );
  test.each(replies.sealed)('$name', async (vector) => {
    expect(bytesOf(vector.ct)).toHaveLength(3_707);
    expect(await openReply(replyOf(vector), reader)).toEqual({ text: vector.text });
    expect(await openReply(replyOf(vector), { ...reader, replyKey: keys.oversight.replyKey })).toEqual({
      fault: 'forged',
    });
  });

  test.each([...replies.valid, ...replies.sealed])('is signed as documented: $name', (vector) => {
    const reply = replyOf(vector);
    const message = replyMessage(reply, sha256(reply.ct));
    expect(toHex(message)).toBe(vector.message);
    expect(toHex(ed25519.sign(message, replySeed))).toBe(vector.sig);
  });
  test.each(replies.forged)('is forged when it is $name', async (vector) => {
    const reply = replyOf(vector);
    expect(toHex(replyMessage(reply, sha256(reply.ct)))).toBe(vector.message);
    expect(await openReply(reply, { ...reader, box: reply.box })).toEqual({ fault: 'forged' });
  });

  test.each(replies.valid)('is written and read: $name', (vector) => {
    expect(toHex(encodeReply(replyOf(vector)))).toBe(toHex(bytesOf(vector.record)));
    expect(decodeReply(bytesOf(vector.record))).toEqual(replyOf(vector));
  });
  test.each(replies.invalid)('is refused: $name', ({ record }) =>
    expect(decodeReply(bytesOf(record))).toBeNull(),
  );

  test.each(replies.mailboxes)('lies in a mailbox: $name', (vector) => {
    const held = vector.replies.map((name) => {
      const found = replies.valid.find((one) => one.name === name);
      if (!found) throw new Error(`no reply ${name}`);
      return inBox(replyOf(found));
    });
    const answer = encodeMailbox(held, bytesOf(vector.noise));
    expect(digestOf(answer)).toEqual(vector.answer);
    expect(decodeMailbox(answer)).toEqual(held);
  });
  test.each(replies.badMailboxes)('is not found where there is none: $name', (vector) =>
    expect(decodeMailbox(bytesOf(vector.answer))).toEqual(vector.replies),
  );
});

interface Resend {
  inbox: string;
  to: Audience;
  day: number;
  once: string;
  ranges: [number, number][];
  message: Bytes;
  sig: string;
  record: Bytes;
}
const resends = read('resend.json') as {
  valid: Named<Resend>[];
  forged: Named<{ key: Reader; record: Bytes }>[];
  invalid: Named<{ record: Bytes }>[];
};

describe('a request to mail again', () => {
  test.each(resends.valid)('is written, signed and read: $name', (vector) => {
    const { inbox, to, day } = vector;
    const ranges = vector.ranges.map(([from, end]) => ({ from, to: end }));
    const request = { inbox, to, day, once: fromHex(vector.once), ranges };
    const record = bytesOf(vector.record);
    expect(encodeResend(request, fromHex(vector.sig))).toEqual(record);
    expect(resendMessage(record)).toEqual(bytesOf(vector.message));
    expect(signResend(request, fromHex(keys[to].replySeed))).toEqual(record);
    expect(decodeResend(record)).toEqual({ ...request, sig: fromHex(vector.sig) });
    expect(readResend(record, keys[to].replyKey)).toEqual(request);
  });
  test.each(resends.forged)('is forged: $name', ({ key, record }) => {
    expect(decodeResend(bytesOf(record))).not.toBeNull();
    expect(readResend(bytesOf(record), keys[key].replyKey)).toBeNull();
  });
  test.each(resends.invalid)('is refused: $name', ({ record }) =>
    expect(decodeResend(bytesOf(record))).toBeNull(),
  );
});

const { days } = read('day.json') as { days: { time: string; ms: number; day: number; text: string }[] };

test.each(days)('$time is $text in Vietnam, day $day', ({ time, ms, day, text }) => {
  expect(Date.parse(time)).toBe(ms);
  expect([dayOf(ms), dayText(dayOf(ms))]).toEqual([day, text]);
});
