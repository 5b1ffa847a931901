/** The page's side of the worker that holds the key: the page itself never sees an identity. */
import type { KeyFileFault } from '../envelope/key-file.ts';
import type { MadeKey, PublicHalf, TrialFault } from './enrol.ts';
import type { Intake } from './intake.ts';
import type { ReplyAddress } from './replies.ts';

/** Why a key file did not open; words.ts says each in a sentence. */
export type UnlockFault = KeyFileFault | 'mail' | 'sealed-tip' | 'failed';

export type Request =
  | { do: 'unlock'; file: Blob; passphrase: string }
  | { do: 'read'; file: Blob; name: string }
  | { do: 'seal'; text: string; address: ReplyAddress }
  | { do: 'derive'; receipt: string }
  | { do: 'make'; inbox: string | null }
  | { do: 'try'; file: Blob; passphrase: string };
/** A new key file as the page sees it: never an identity. */
export type NewKey = Omit<MadeKey, 'secrets'>;
export type Unlocked = { inbox: string } | { fault: UnlockFault };

/** An opener holds the key of one inbox from `unlock` to `forget`. */
export interface Opener {
  /** Takes seconds. After a fault the same opener can try again. */
  unlock(file: Blob, passphrase: string): Promise<Unlocked>;
  /** Reads one dropped file with the unlocked key. */
  read(file: File): Promise<Intake>;
  /** Seals and signs a reply: the record to post, base64url, or null when the address is none. */
  seal(text: string, address: ReplyAddress): Promise<string | null>;
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

/** Starts a worker from the script inside this file. It throws where a browser forbids that. */
export function startOpener(): Opener {
  const url = URL.createObjectURL(new Blob([__OPENER_SOURCE__], { type: 'text/javascript' }));
  const worker = new Worker(url);
  let settle: { resolve: (answer: unknown) => void; reject: (reason: Error) => void } | null = null;
  worker.addEventListener('message', ({ data }: MessageEvent<unknown>) => settle?.resolve(data));
  worker.addEventListener('error', () => settle?.reject(new Error('worker failed')));
  const send = (request: Request) =>
    new Promise<unknown>((resolve, reject) => {
      settle = { resolve, reject };
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker has no origin to name
      worker.postMessage(request);
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
      ask({ do: 'unlock', file, passphrase }).catch(() => ({ fault: 'failed' })) as Promise<Unlocked>,
    read: (file) =>
      ask({ do: 'read', file, name: file.name }).catch(() => ({
        notes: [],
        tips: [],
        faults: [{ name: file.name, fault: 'failed' }],
      })) as Promise<Intake>,
    seal: (text, address) => ask({ do: 'seal', text, address }).catch(() => null) as Promise<string | null>,
    derive: (receipt) => ask({ do: 'derive', receipt }).catch(() => null) as Promise<ReplyAddress | null>,
    make: (inbox) => ask({ do: 'make', inbox }).catch(() => null) as Promise<NewKey | null>,
    tryMade: (file, passphrase) =>
      ask({ do: 'try', file, passphrase }).catch(() => ({ fault: 'failed' })) as Promise<
        PublicHalf | { fault: TrialFault }
      >,
    forget() {
      worker.terminate();
      URL.revokeObjectURL(url);
    },
  };
}
