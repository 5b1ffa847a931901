/** Those who read the mails: opens a mailbox as the officer's tool does, and asks the line for numbers it misses. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ed25519 } from '@noble/curves/ed25519.js';
import { localMailDomain } from '../../site/commands/line/local-line.ts';
import { readLocalSecrets } from '../../site/commands/line/local-secrets.ts';
import { projectRoot } from '../../site/commands/project.ts';
import { readManifest } from '../../site/desk/intake/manifest.ts';
import { randomBytes, toBase64url } from '../../site/envelope/bytes.ts';
import { type InboxSecrets, readKeyFile } from '../../site/envelope/key-file.ts';
import { ageOfMailed } from '../../site/envelope/mailed-file.ts';
import { type Audience } from '../../worker/contract/audience.ts';
import { dayOf } from '../../worker/contract/day.ts';
import { ENDPOINTS } from '../../worker/contract/endpoints.ts';
import { MANIFEST_NAME } from '../../worker/contract/manifest.ts';
import {
  encodeResend,
  MAX_RESEND_NUMBERS,
  MAX_RESEND_RANGES,
  type NumberRange,
  RESEND_FIELD,
  resendMessage,
} from '../../worker/contract/resend.ts';
import type { TakenMail } from '../mail/smtp-peer.ts';
import { call } from './calls.ts';

/** One mailbox of an inbox. */
export interface Reader {
  inbox: string;
  to: Audience;
}

/** The key file that opens the mails of each. The unit of the province is the oversight of its commune. */
const KEY_FILES: Readonly<Record<string, string>> = {
  'lung-phinh unit': 'lung-phinh.age',
  'lung-phinh oversight': 'lao-cai.age',
  'lao-cai unit': 'lao-cai.age',
  'lao-cai oversight': 'lao-cai-cap-tren.age',
};

const opened = new Map<string, Promise<InboxSecrets>>();

/** The demo keys of a reader. Each file is opened once: that is meant to be slow. */
export function keysOf({ inbox, to }: Reader): Promise<InboxSecrets> {
  const name = KEY_FILES[`${inbox} ${to}`] ?? '';
  const before = opened.get(name);
  if (before) return before;
  const folder = join(projectRoot, 'test/fixtures/keys');
  const keys = Promise.all([
    readFile(join(folder, name)),
    readFile(join(folder, 'PASSPHRASE.txt'), 'utf8'),
  ]).then(([file, passphrase]) => readKeyFile(Uint8Array.from(file), passphrase.trim()));
  opened.set(name, keys);
  return keys;
}

/** The mailbox of a reader in a local run. */
export const addressOf = ({ inbox, to }: Reader): string =>
  `${inbox}${to === 'unit' ? '' : '-cap-tren'}@${localMailDomain}`;

/** A copy of a tip in a mailbox: the age file that was in the mailed one, its SHA-256, its number, and when it came. */
export interface Copy {
  age: Uint8Array;
  hash: string;
  number: number;
  time: number;
}

/** What lies in one mailbox: every copy, and the numbers that the line signed for and nobody has. */
export interface Contents {
  copies: Copy[];
  missing: number[];
}

/** One mailbox, read on as mails come in. */
export class MailReader {
  readonly reader: Reader;
  readonly #copies: Copy[] = [];
  readonly #mails: readonly TakenMail[];
  #read = 0;
  #last = 0;

  constructor(reader: Reader, mails: readonly TakenMail[]) {
    this.reader = reader;
    this.#mails = mails;
  }

  /**
   * Everything that has come until now.
   * @throws Error on a mail whose note the line did not sign, or with a file that its note does not name.
   */
  async read(): Promise<Contents> {
    const publicKey = (await readLocalSecrets())?.mailPublicKey ?? '';
    const address = addressOf(this.reader);
    for (; this.#read < this.#mails.length; this.#read++) {
      const mail = this.#mails[this.#read];
      // eslint-disable-next-line no-await-in-loop
      if (mail?.envelope.to.includes(address)) await this.#readOne(mail, publicKey);
    }
    const there = new Set(this.#copies.map(({ number }) => number));
    const numbers = Array.from({ length: this.#last }, (_, index) => index + 1);
    return { copies: this.#copies, missing: numbers.filter((number) => !there.has(number)) };
  }

  async #readOne({ mail, time }: TakenMail, publicKey: string): Promise<void> {
    const files = mail.attachments.map(({ filename, content }) => ({
      name: filename ?? '',
      bytes: new Uint8Array(content as ArrayBuffer),
    }));
    const note = files.find(({ name }) => name === MANIFEST_NAME);
    const notes = note && readManifest(note.bytes, [publicKey]);
    const own = notes?.find(({ inbox, to }) => inbox === this.reader.inbox && to === this.reader.to);
    if (!own) throw new Error(`a mail to ${addressOf(this.reader)} without a note that the line signed`);
    this.#last = Math.max(this.#last, own.last);
    const numbers = new Map(Object.entries(own.files).map(([number, hash]) => [hash, Number(number)]));
    for (const { bytes } of files.filter((file) => file !== note)) {
      // eslint-disable-next-line no-await-in-loop
      const number = numbers.get(await sha256Hex(bytes));
      if (number === undefined) throw new Error('a mail with a file that its note does not name');
      const age = ageOfMailed(bytes);
      // eslint-disable-next-line no-await-in-loop
      this.#copies.push({ age, hash: await sha256Hex(age), number, time });
    }
  }
}

/** The hex SHA-256: by WebCrypto, some mails have megabytes. */
export async function sha256Hex(bytes: Uint8Array): Promise<string> {
  return Buffer.from(await crypto.subtle.digest('SHA-256', bytes as BufferSource)).toString('hex');
}

/**
 * Asks the line to mail these numbers once more, signed with the reader's key, in as many requests as they need.
 * Resolves with the status of each answer: 400 once the day's requests are used up.
 */
export async function askAgain(url: string, reader: Reader, numbers: readonly number[]): Promise<number[]> {
  const { replySeed } = await keysOf(reader);
  const statuses: number[] = [];
  for (const ranges of requestsOf(numbers)) {
    const request = { ...reader, day: dayOf(Date.now()), once: randomBytes(16), ranges };
    const unsigned = encodeResend(request, new Uint8Array(64));
    const record = encodeResend(request, ed25519.sign(resendMessage(unsigned), replySeed));
    const form = new URLSearchParams({ [RESEND_FIELD]: toBase64url(record) });
    // eslint-disable-next-line no-await-in-loop
    statuses.push((await call(url + ENDPOINTS.resends, form)).status);
  }
  return statuses;
}

/** Numbers in rising order as ranges, no more in one request than it may hold. */
function requestsOf(numbers: readonly number[]): NumberRange[][] {
  const requests: NumberRange[][] = [];
  let count = 0;
  for (const number of numbers) {
    const ranges = requests.at(-1);
    const range = ranges?.at(-1);
    const follows = range?.to === number - 1;
    if (ranges && range && follows && count < MAX_RESEND_NUMBERS) range.to = number;
    else if (ranges && count < MAX_RESEND_NUMBERS && ranges.length < MAX_RESEND_RANGES)
      ranges.push({ from: number, to: number });
    else {
      requests.push([{ from: number, to: number }]);
      count = 0;
    }
    count++;
  }
  return requests;
}
