/** From a draft to a receipt: seal, send, and keep trying on a weak line with the same bytes. */
import { ENDPOINTS, FULL_RETRY_AFTER, type ErrorCode } from '../../../worker/contract/endpoints.ts';
import { type SizeClassIndex } from '../../../worker/contract/sizes.ts';
import type { InboxKeys } from '../../envelope/keys.ts';
import { wireOf, type SealedTip } from '../../envelope/seal.ts';
import type { ListedInbox } from '../../catalog/key-scripts.ts';
import { ScriptGone } from '../../browser/load-script.ts';
import type { Draft } from '../form/draft.ts';
import { loadKeys } from './load-inbox-keys.ts';
import { pause, post } from './requests.ts';
import { askWorker } from './worker-client.ts';
import type { Proofs } from './proofs.ts';
import type { ReceiptAnswer } from './tip-worker.ts';

/** What the person is told while it goes on. `waiting` counts down seconds; `long` after ten minutes. */
export type Progress =
  | { step: 'preparing' }
  | { step: 'sending'; sizeClass: SizeClassIndex }
  | { step: 'waiting'; seconds: number; long: boolean; full: boolean };

/**
 * Why there is no point in trying on: the line will not take this tip (`refused`), it takes no photos and recordings now
 * (`files`; the text alone would go through), or this page is of a release that is gone.
 */
export type Fault = 'refused' | 'files' | 'gone';

class Refused extends Error {
  readonly answer: Answer | null;
  constructor(answer: Answer | null) {
    super('refused');
    this.answer = answer;
  }
}

/** What made `send` or `sendSealed` reject. */
export function faultOf(error: unknown): Fault {
  if (error instanceof ScriptGone) return 'gone';
  return error instanceof Refused && error.answer === 'attachments-paused' ? 'files' : 'refused';
}

const LONG_MS = 10 * 60_000;
const MAX_WAIT = 60;
/** Fresh starts (new receipt, new keys) before the phone number is the better way. */
const MAX_SEALINGS = 3;

export interface Sending {
  inbox: ListedInbox;
  proofs: Proofs;
  signal: AbortSignal;
  onProgress: (progress: Progress) => void;
  /** Seals for these keys, under a new id when the line knows the last one as another's. Null when it cannot be sealed. */
  seal: (keys: InboxKeys, anew: boolean) => Promise<SealedTip | null>;
}

/** A first tip. `receipt` is under way since the person began to write; asked again after a failure. */
export interface SendingDraft extends Omit<Sending, 'seal'> {
  draft: Draft;
  receipt: () => Promise<ReceiptAnswer>;
}

/** Makes a receipt, with the script that will seal too. Rejects when the worker does not come or fails. */
export function makeReceipt(): Promise<ReceiptAnswer> {
  return askWorker('receipt', { do: 'receipt' });
}

/** Sends a draft as `sendSealed` does and resolves with its receipt. The draft is left as it is, so that nothing is lost. */
export async function send({ draft, receipt: make, ...way }: SendingDraft): Promise<string> {
  let shown = '';
  const seal = async (keys: InboxKeys, anew: boolean) => {
    const { receipt, secrets } = await (anew ? makeReceipt() : make());
    shown = receipt;
    return askWorker('seal', { do: 'seal', draft, keys, secrets });
  };
  await sendSealed({ ...way, seal });
  return shown;
}

/**
 * Seals and sends, and resolves only after the server's 202. Rejects when there is no point in trying on (`faultOf`
 * says why), or when `signal` aborts.
 */
export async function sendSealed(sending: Sending): Promise<void> {
  const { inbox, onProgress, seal } = sending;
  let freshKeys = false;
  let answer: Answer | null = null;
  const askKeys = () => {
    const fresh = freshKeys;
    freshKeys = true;
    return loadKeys(inbox.script, inbox.id, fresh);
  };
  let anew = false;
  for (let sealings = 0; sealings < MAX_SEALINGS; sealings++) {
    onProgress({ step: 'preparing' });
    const keys = await persist(sending, askKeys);
    const sealed = await persist(sending, () => seal(keys, anew));
    if (!sealed) break;
    answer = await deliver(sending, sealed);
    if (answer === 'accepted') return;
    if (answer === 'id-conflict') anew = true;
    else if (answer !== 'key-revoked') break;
  }
  throw new Refused(answer);
}

type Answer = 'accepted' | ErrorCode;

/** Sends the same sealed bytes until the line decides; only the proof of work before them may change. */
async function deliver(sending: Sending, sealed: SealedTip): Promise<Answer> {
  return persist(sending, async () => {
    const { sizeClass } = sealed;
    const proof = await sending.proofs.get(sending.inbox.id, sizeClass);
    // Someone who went back in the meantime has taken it back.
    if (sending.signal.aborted) throw new Error('stopped');
    sending.onProgress({ step: 'sending', sizeClass });
    const response = await post(ENDPOINTS.tips, wireOf(sealed, proof), sending.signal);
    if (response.status === 202) return 'accepted';
    const { e } = (await response.json()) as { e: ErrorCode };
    const seconds = Number(response.headers.get('Retry-After'));
    // No proof (any more), one of another id, or paid with. Who has to wait a moment has it still.
    if (e === 'pow' || e === 'id-conflict' || e === 'attachments-paused' || seconds >= FULL_RETRY_AFTER)
      sending.proofs.discard();
    if (e === 'pow' || e === 'store' || e === 'slow') throw new TryAgain(seconds);
    return e;
  });
}

class TryAgain extends Error {
  readonly seconds: number;
  constructor(seconds: number) {
    super('try again');
    this.seconds = seconds;
  }
}

/** Repeats `attempt` until it succeeds: 2, 4, 8 ... 60 s apart, or as long as the server asks. */
async function persist<T>({ signal, onProgress }: Sending, attempt: () => Promise<T>): Promise<T> {
  const started = Date.now();
  for (let failures = 1; ; failures++) {
    try {
      return await attempt();
    } catch (error) {
      if (signal.aborted || error instanceof ScriptGone) throw error;
      const asked = error instanceof TryAgain ? error.seconds : 0;
      const full = asked >= FULL_RETRY_AFTER;
      const wait = asked || Math.min(2 ** failures, MAX_WAIT);
      for (let seconds = wait; seconds > 0; seconds--) {
        onProgress({ step: 'waiting', seconds, long: Date.now() - started > LONG_MS, full });
        await pause(1, signal);
      }
    }
  }
}
