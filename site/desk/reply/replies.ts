/** What was written and sealed to senders since the desk was opened. It dies with the desk. */
import type { ReplyAddress } from '../../envelope/tip.ts';
import { useState } from 'preact/hooks';
import { MAX_REPLIES } from '../../../worker/contract/reply.ts';
import type { Decryptor } from '../key/decryptor.ts';

/** A sealed reply. `record` is what is posted, base64url; `time` when it was sealed, as the clock of the wall says. */
export interface Reply {
  box: string;
  text: string;
  record: string;
  time: string;
  sent: boolean;
  /** What was sealed to many goes in posts of at most 20; null: it goes alone. */
  batch: string | null;
}

/** The replies to one mailbox. All tips of a thread have the same, so that a reply stands on each of them. */
export interface Replies {
  draft: string;
  sealed: readonly Reply[];
  write(text: string): void;
  /** Seals the draft and empties it; false when the tip's address is no address, and then the draft stays. */
  seal(): Promise<boolean>;
  markSent(reply: Reply): void;
  /** Puts the text back among the drafts; what has not been sent is no reply any more. */
  takeBack(reply: Reply): void;
}

/** One answer to many senders, each copy sealed to its own address. */
export interface ManyReplies {
  draft: string;
  /** In the order of their sealing, each with at most 20. */
  batches: readonly (readonly Reply[])[];
  /** While they are being sealed; a batch may still grow then. */
  progress: { done: number; all: number } | null;
  write(text: string): void;
  /** Takes the draft and seals it to each address. Returns those that are none. */
  seal(addresses: readonly ReplyAddress[]): Promise<ReplyAddress[]>;
  markSent(batch: readonly Reply[]): void;
}

// No mailbox has this name.
const MANY = '';

/** Keeps the replies of an open desk: those to one address, and those to many. */
export function useReplies(decryptor: Decryptor): {
  to(address: ReplyAddress): Replies;
  toMany: ManyReplies;
} {
  const [drafts, setDrafts] = useState<ReadonlyMap<string, string>>(new Map());
  const [sealed, setSealed] = useState<readonly Reply[]>([]);
  const [progress, setProgress] = useState<ManyReplies['progress']>(null);
  const draftOf = (name: string) => drafts.get(name) ?? '';
  const write = (name: string, text: string) => setDrafts((before) => new Map(before).set(name, text));
  const markSent = (replies: readonly Reply[]) => {
    const records = new Set(replies.map(({ record }) => record));
    setSealed((before) => before.map((one) => (records.has(one.record) ? { ...one, sent: true } : one)));
  };
  const seal = async (text: string, address: ReplyAddress, batch: string | null) => {
    const record = await decryptor.seal(text, address);
    if (record === null) return false;
    const time = new Date().toLocaleTimeString('vi-VN', { hour: '2-digit', minute: '2-digit' });
    setSealed((before) => [...before, { box: address.box, text, record, time, sent: false, batch }]);
    return true;
  };
  const to = (address: ReplyAddress): Replies => {
    const { box } = address;
    const draft = draftOf(box);
    return {
      draft,
      sealed: sealed.filter((reply) => reply.box === box),
      write: (text) => write(box, text),
      async seal() {
        const done = await seal(draft, address, null);
        if (done) write(box, '');
        return done;
      },
      markSent: (reply) => markSent([reply]),
      takeBack(reply) {
        write(box, [reply.text, draft].filter(Boolean).join('\n'));
        if (!reply.sent) setSealed((before) => before.filter((one) => one !== reply));
      },
    };
  };
  const toMany: ManyReplies = {
    draft: draftOf(MANY),
    batches: batchesOf(sealed),
    write: (text) => write(MANY, text),
    progress,
    async seal(addresses) {
      const round = String(Date.now());
      const failed: ReplyAddress[] = [];
      // Gone at once, so that whoever looks at a tip and comes back half-way does not seal it a second time.
      const text = draftOf(MANY);
      write(MANY, '');
      for (const [at, address] of addresses.entries()) {
        setProgress({ done: at, all: addresses.length });
        const batch = `${round}-${Math.floor((at - failed.length) / MAX_REPLIES)}`;
        // The worker answers one after the other anyway, and the screen can say how far it is.
        // eslint-disable-next-line no-await-in-loop
        if (!(await seal(text, address, batch))) failed.push(address);
      }
      setProgress(null);
      if (failed.length === addresses.length) write(MANY, text);
      return failed;
    },
    markSent,
  };
  return { to, toMany };
}

function batchesOf(sealed: readonly Reply[]): Reply[][] {
  const batches = new Map<string, Reply[]>();
  for (const reply of sealed) {
    if (reply.batch !== null) batches.set(reply.batch, [...(batches.get(reply.batch) ?? []), reply]);
  }
  return [...batches.values()];
}
