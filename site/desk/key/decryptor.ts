/** The page's side of the worker that holds the key: the page itself never sees an identity. */
import { blobOf } from '../../browser/blobs.ts';
import type { KeyFileFault } from '../../envelope/key-file.ts';
import type { PublicHalf } from '../../envelope/public-half.ts';
import type { MadeKey, TrialFault } from './enrol.ts';
import type { Intake, IntakeFault } from '../intake/intake.ts';
import type { ReplyAddress } from '../../envelope/tip.ts';
import type { Resend } from '../list/resends.ts';

/** Why a key file did not open; words.ts says each in a sentence. */
export type UnlockFault = KeyFileFault | 'mail' | 'sealed-tip' | 'failed';

export type Request =
  | { do: 'unlock'; bytes: Uint8Array; passphrase: string }
  | { do: 'read'; bytes: Uint8Array; name: string }
  | { do: 'seal'; text: string; address: ReplyAddress }
  | { do: 'resend'; resend: Resend }
  | { do: 'derive'; receipt: string }
  | { do: 'make'; inbox: string | null }
  | { do: 'try'; bytes: Uint8Array; passphrase: string };
/** A new key file as the page sees it: never an identity. */
export type NewKey = Omit<MadeKey, 'secrets'>;
export type Unlocked = { inbox: string } | { fault: UnlockFault };

/** A decryptor holds the key of one inbox from `unlock` to `forget`. */
export interface Decryptor {
  /** Takes seconds. After a fault the same decryptor can try again. */
  unlock(file: Blob, passphrase: string): Promise<Unlocked>;
  /** Reads one dropped file with the unlocked key. */
  read(file: File): Promise<Intake>;
  /** Seals and signs a reply: the record to post, base64url, or null when the address is none. */
  seal(text: string, address: ReplyAddress): Promise<string | null>;
  /** Signs a request to mail numbers again: the record to post once, base64url, or null when it is too large. */
  resend(resend: Resend): Promise<string | null>;
  /** The address that a tip with this receipt (20 digits) carries. Takes seconds; null when the machine cannot. */
  derive(receipt: string): Promise<ReplyAddress | null>;
  /**
   * Makes a key file for a new inbox, or with null one that renews the unlocked key. Takes seconds; null when the
   * machine cannot.
   */
  make(inbox: string | null): Promise<NewKey | null>;
  /** Tries the saved file and the written passphrase of the key just made; only then its public half is told. */
  tryMade(file: Blob, passphrase: string): Promise<PublicHalf | { fault: TrialFault }>;
  /** Ends the worker and all it knew. Answers still under way never come. */
  forget(): void;
}

// Here, not in the worker: WebKit lets the worker of a page opened from disk read no file. Safari 13 has no
// Blob.arrayBuffer.
const bytesOf = async (file: Blob) => new Uint8Array(await new Response(file).arrayBuffer());
/** The largest mail of the line holds 4.5 MiB; a few of them forwarded in one are still below this. */
const MAX_FILE_SIZE = 64 * 1024 * 1024;
/** The largest key file holds a few lines; anything may be picked for one. */
const keyBytesOf = (file: Blob) => bytesOf(file.slice(0, MAX_FILE_SIZE));

/** Starts a worker from the script inside this file. It throws where a browser forbids that. */
export function startDecryptor(): Decryptor {
  const url = URL.createObjectURL(blobOf([__DECRYPTOR_SOURCE__], 'text/javascript'));
  const worker = new Worker(url);
  let settle: { resolve: (answer: unknown) => void; reject: (reason: Error) => void } | null = null;
  worker.addEventListener('message', ({ data }: MessageEvent<unknown>) => settle?.resolve(data));
  worker.addEventListener('error', () => settle?.reject(new Error('worker failed')));
  const send = (request: Request) =>
    new Promise<unknown>((resolve, reject) => {
      settle = { resolve, reject };
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker has no origin to name
      worker.postMessage(request, 'bytes' in request ? [request.bytes.buffer] : []);
    });
  // One question at a time: the answer needs no number, and the memory of one file is free before the next.
  let last: Promise<unknown> = Promise.resolve();
  const ask = (request: Request) => {
    last = last.then(
      () => send(request),
      () => send(request),
    );
    return last;
  };
  return {
    unlock: (file, passphrase) =>
      keyBytesOf(file)
        .then((bytes) => ask({ do: 'unlock', bytes, passphrase }))
        .catch(() => ({ fault: 'failed' })) as Promise<Unlocked>,
    async read(file) {
      const { name } = file;
      const nothing = (fault: IntakeFault): Intake => ({
        manifests: [],
        tips: [],
        faults: [{ name, fault }],
        mails: [],
      });
      if (file.size > MAX_FILE_SIZE) return nothing('too-big');
      // A folder, or a file that went away since it was picked.
      const bytes = await bytesOf(file).catch(() => null);
      if (!bytes) return nothing('unreadable');
      return ask({ do: 'read', bytes, name }).catch(() => nothing('failed')) as Promise<Intake>;
    },
    seal: (text, address) => ask({ do: 'seal', text, address }).catch(() => null) as Promise<string | null>,
    resend: (resend) => ask({ do: 'resend', resend }).catch(() => null) as Promise<string | null>,
    derive: (receipt) => ask({ do: 'derive', receipt }).catch(() => null) as Promise<ReplyAddress | null>,
    make: (inbox) => ask({ do: 'make', inbox }).catch(() => null) as Promise<NewKey | null>,
    tryMade: (file, passphrase) =>
      keyBytesOf(file)
        .catch(() => new Uint8Array(0))
        .then((bytes) => ask({ do: 'try', bytes, passphrase }))
        .catch(() => ({ fault: 'failed' })) as Promise<PublicHalf | { fault: TrialFault }>,
    forget() {
      worker.terminate();
      URL.revokeObjectURL(url);
    },
  };
}
