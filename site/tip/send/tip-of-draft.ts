/** From what a person has written to what is sealed; runs in the sealing worker, which alone needs the code. */
import { dayOf, dayText } from '../../../worker/contract/day.ts';
import { randomBytes, toBase64url, toHex } from '../../envelope/bytes.ts';
import { describeFile } from '../../envelope/frame.ts';
import type { ReceiptSecrets } from '../../envelope/receipt.ts';
import { cleanText, LIMITS, type Tip, type TipFile } from '../../envelope/tip.ts';
import { OWN_WHEN, type Attachment, type Draft, type Ongoing, type Period } from '../form/draft.ts';

/** The tip of a draft. `replyTo` is the recipient that belongs to the receipt; `kid` is 16 hex digits. */
export function tipOf(
  draft: Draft,
  inbox: string,
  kid: string,
  secrets: ReceiptSecrets,
  replyTo: string,
): Tip {
  return {
    v: 1,
    type: 'tip',
    id: toHex(randomBytes(16)),
    ack: toBase64url(randomBytes(16)),
    inbox,
    kid,
    // Vietnam's day, whatever zone the phone believes in.
    created: dayText(dayOf(Date.now())),
    category: draft.category ?? 'other',
    text: cleanText(draft.text, LIMITS.text),
    where: cleanText(draft.where, LIMITS.where) || null,
    when: whenOf(draft) || null,
    reply: { pk: replyTo, box: toBase64url(secrets.box) },
    thread: toHex(secrets.thread),
    part: [1, 1],
    files: describeAll(draft.files),
  };
}

// In Vietnamese whatever language the page speaks: officers read it.
const PERIOD_WORDS: Record<Period, string> = {
  today: 'hôm nay',
  week: 'tuần này',
  month: 'tháng này',
  long: 'lâu rồi',
  unknown: '',
};
const ONGOING_WORDS: Record<Ongoing, string> = {
  yes: 'vẫn còn',
  no: 'hết rồi',
  unknown: 'không rõ còn hay hết',
};

/** What a draft says of the time, in one line of at most 200 UTF-16 units; empty when it says nothing. */
export function whenOf({ period, when, ongoing }: Draft): string {
  const words = [
    period && PERIOD_WORDS[period],
    cleanText(when, OWN_WHEN),
    ongoing && ONGOING_WORDS[ongoing],
  ];
  return cleanText(words.filter(Boolean).join('; '), LIMITS.when);
}

/** The files of a draft one after the other, as `tipOf` describes them. */
export function blobsOf({ files }: Draft): Uint8Array {
  const blobs = new Uint8Array(files.reduce((size, { bytes }) => size + bytes.length, 0));
  let at = 0;
  for (const { bytes } of files) {
    blobs.set(bytes, at);
    at += bytes.length;
  }
  return blobs;
}

function describeAll(files: readonly Attachment[]): TipFile[] {
  let at = 0;
  return files.map(({ name, type, bytes }) => {
    const file = describeFile(name, type, at, bytes);
    at += bytes.length;
    return file;
  });
}
