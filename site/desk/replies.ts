/** What was written and sealed to senders since the desk was opened. It dies with the desk. */
import { useState } from 'preact/hooks';
import type { Tip } from '../envelope/tip.ts';
import type { Opener } from './opener.ts';

/** Where a tip wants its reply: a recipient and a mailbox, both as its sender wrote them. */
export type ReplyAddress = NonNullable<Tip['reply']>;

/** A sealed reply. `record` is what is posted, base64url; `time` when it was sealed, as the clock of the wall says. */
export interface Reply {
  box: string;
  text: string;
  record: string;
  time: string;
  sent: boolean;
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

/** Keeps the replies of an open desk; the function it returns gives those to one address. */
export function useReplies(opener: Opener): (address: ReplyAddress) => Replies {
  const [drafts, setDrafts] = useState<ReadonlyMap<string, string>>(new Map());
  const [sealed, setSealed] = useState<readonly Reply[]>([]);
  return (address) => {
    const { box } = address;
    const draft = drafts.get(box) ?? '';
    const write = (text: string) => setDrafts((before) => new Map(before).set(box, text));
    return {
      draft,
      sealed: sealed.filter((reply) => reply.box === box),
      write,
      async seal() {
        const record = await opener.seal(draft, address);
        if (record === null) return false;
        const time = new Date().toLocaleTimeString('vi-VN', { hour: '2-digit', minute: '2-digit' });
        setSealed((before) => [...before, { box, text: draft, record, time, sent: false }]);
        write('');
        return true;
      },
      markSent(reply) {
        setSealed((before) => before.map((one) => (one === reply ? { ...one, sent: true } : one)));
      },
      takeBack(reply) {
        write([reply.text, draft].filter(Boolean).join('\n'));
        if (!reply.sent) setSealed((before) => before.filter((one) => one !== reply));
      },
    };
  };
}
