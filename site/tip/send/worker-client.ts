/** Our own worker scripts, the only addresses that the Trusted Types policy lets through. */
import type { Challenge } from 'altcha-lib';
import type { ReceiptSecrets } from '../../envelope/receipt.ts';
import type { SealedTip } from '../../envelope/seal.ts';
import { refetchScript, SCRIPT_TIMEOUT } from '../../browser/load-script.ts';
import type { AddQuestion, DeriveQuestion, OpenedReply, OpenQuestion } from '../receipt/thread-worker.ts';
import type { ReceiptAnswer, ReceiptQuestion, SealQuestion } from './tip-worker.ts';

/** What each worker is asked, and what it answers. */
interface Work {
  proof: { question: Challenge; result: string };
  receipt: { question: ReceiptQuestion; result: ReceiptAnswer };
  seal: { question: SealQuestion; result: SealedTip | null };
  derive: { question: DeriveQuestion; result: ReceiptSecrets };
  open: { question: OpenQuestion; result: OpenedReply[] };
  add: { question: AddQuestion; result: SealedTip | null };
}

const scripts = new Map<keyof Work, string>();

/** The scripts of a page's workers. Each page names its own, so that none carries what it never runs. */
export function haveWorkers(own: Partial<Record<keyof Work, string>>): void {
  for (const [name, url] of Object.entries(own)) scripts.set(name as keyof Work, url);
}

interface Policy {
  createScriptURL(url: string): string;
}
interface TrustedTypes {
  createPolicy(name: string, rules: Policy): Policy;
}

const rules: Policy = {
  createScriptURL(url) {
    if (![...scripts.values()].includes(url)) throw new TypeError('not a worker of this site');
    return url;
  },
};
const trustedTypes = (globalThis as { trustedTypes?: TrustedTypes }).trustedTypes;
const policy = trustedTypes ? trustedTypes.createPolicy('la-chan', rules) : rules;

const scriptOf = (name: keyof Work) => scripts.get(name) ?? '';

/**
 * Brings the script of a worker into the browser's cache (it is served as immutable), so that a line which gets
 * weaker later is no matter. Whether that worked shows when the worker is asked.
 */
export function fetchAhead(name: keyof Work): void {
  fetch(scriptOf(name)).catch(() => undefined);
}

/**
 * Runs one question through a fresh worker of ours and ends it. A worker posts `{ progress: 0 }` when it begins,
 * `{ progress }` while it works, then `{ result }`. Rejects when the worker does not come in time or fails; with `ScriptGone` when the site has it no more.
 */
export function askWorker<Name extends keyof Work>(
  name: Name,
  question: Work[Name]['question'],
  onProgress?: (done: number) => void,
): Promise<Work[Name]['result']> {
  let late: ReturnType<typeof setTimeout>;
  const worker = new Worker(policy.createScriptURL(scriptOf(name)));
  return new Promise<Work[Name]['result']>((resolve, reject) => {
    const fail = () => reject(new Error('worker failed'));
    late = setTimeout(fail, SCRIPT_TIMEOUT);
    worker.onmessage = ({ data }: MessageEvent<{ progress?: number; result?: Work[Name]['result'] }>) => {
      clearTimeout(late);
      if (data.result !== undefined) resolve(data.result);
      else if (data.progress !== undefined) onProgress?.(data.progress);
      else fail();
    };
    worker.onerror = () => {
      clearTimeout(late);
      void refetchScript(scriptOf(name)).then(fail, reject);
    };
    worker.postMessage(question);
  }).finally(() => {
    clearTimeout(late);
    worker.terminate();
  });
}
