/** The worker of the desk: makes or opens the key file, keeps the key, reads what is dropped, seals replies, signs requests. One answer to each request. */
import '../../envelope/old-browsers.ts';
import { identityToRecipient } from 'age-encryption';
import { dayOf } from '../../../worker/contract/day.ts';
import { encodeReply } from '../../../worker/contract/reply.ts';
import { fromBase64url, randomBytes, toBase64url } from '../../envelope/bytes.ts';
import { KeyFileError, readKeyFile, type InboxSecrets } from '../../envelope/key-file.ts';
import type { PublicHalf } from '../../envelope/public-half.ts';
import { deriveReceipt } from '../../envelope/receipt.ts';
import { sealReply } from '../../envelope/reply.ts';
import { signResend } from '../../envelope/resend.ts';
import { makeKey, tryKey, type TrialFault } from './enrol.ts';
import { containerKindOf, readDropped, type Intake } from '../intake/intake.ts';
import type { NewKey, Request, Unlocked } from './decryptor.ts';
import type { ReplyAddress } from '../../envelope/tip.ts';
import type { Resend } from '../list/resends.ts';

let secrets: InboxSecrets | null = null;
/** Of a key file just made, until it has been tried. */
let made: InboxSecrets | null = null;

addEventListener('message', ({ data }: MessageEvent<Request>) => {
  // Photos are handed over, not copied: a hundred tips may lie on the desk.
  void answerTo(data).then((result) => postMessage(result, { transfer: filesOf(result) }));
});

function answerTo(request: Request): Promise<unknown> {
  if (request.do === 'unlock') return unlock(request.bytes, request.passphrase);
  if (request.do === 'read') return read(request.bytes, request.name);
  if (request.do === 'seal') return seal(request.text, request.address);
  if (request.do === 'resend') return resend(request.resend);
  if (request.do === 'make') return make(request.inbox);
  if (request.do === 'try') return tryMade(request.bytes, request.passphrase);
  return derive(request.receipt);
}

/** The bytes of all files in an answer, if it is what was read. */
function filesOf(answer: unknown): ArrayBuffer[] {
  const { tips = [] } = (answer ?? {}) as Partial<Intake>;
  return tips.flatMap(({ files }) => files.map(({ buffer }) => buffer as ArrayBuffer));
}

async function unlock(bytes: Uint8Array, passphrase: string): Promise<Unlocked> {
  try {
    const kind = containerKindOf(bytes);
    if (kind === 'mail') return { fault: 'mail' };
    if (kind === 'tip') return { fault: 'sealed-tip' };
    secrets = await readKeyFile(bytes, passphrase);
    return { inbox: secrets.inbox };
  } catch (error) {
    return { fault: error instanceof KeyFileError ? error.fault : 'failed' };
  }
}

function read(bytes: Uint8Array, name: string): Promise<Intake> {
  return readDropped(name, bytes, {
    identities: secrets?.identities ?? [],
    mailPublicKeys: __MAIL_PUBLIC_KEYS__,
  });
}

async function seal(text: string, { pk, box }: ReplyAddress): Promise<string | null> {
  if (!secrets) return null;
  try {
    const { inbox, replySeed } = secrets;
    const address = { inbox, box: fromBase64url(box), day: dayOf(Date.now()) };
    return toBase64url(encodeReply(await sealReply(text, pk, address, replySeed)));
  } catch {
    // Whoever wrote the tip wrote its address too, and may have written nonsense.
    return null;
  }
}

async function resend(asked: Resend): Promise<string | null> {
  if (!secrets) return null;
  try {
    const request = { ...asked, day: dayOf(Date.now()), once: randomBytes(16) };
    return toBase64url(signResend(request, secrets.replySeed));
  } catch {
    // A number that does not fit the record.
    return null;
  }
}

async function derive(receipt: string): Promise<ReplyAddress | null> {
  try {
    const { identity, box } = await deriveReceipt(receipt);
    return { pk: await identityToRecipient(identity), box: toBase64url(box) };
  } catch {
    return null;
  }
}

async function make(inbox: string | null): Promise<NewKey | null> {
  const holder = inbox ?? secrets;
  if (holder === null) return null;
  try {
    const { secrets: next, ...key } = await makeKey(holder);
    made = next;
    return key;
  } catch {
    return null;
  }
}

async function tryMade(bytes: Uint8Array, passphrase: string): Promise<PublicHalf | { fault: TrialFault }> {
  if (!made) return { fault: 'failed' };
  const answer = await tryKey(bytes, passphrase, made);
  // From here on the desk reads with the new key too; the old one is still in it.
  if (!('fault' in answer)) secrets = made;
  return answer;
}
