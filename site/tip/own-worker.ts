/** Our own worker scripts, the only addresses that the Trusted Types policy lets through. */
import proofUrl from './proof-worker.ts?worker&url';
import receiptUrl from './receipt-worker.ts?worker&url';
import sealUrl from './seal-worker.ts?worker&url';
import type { Challenge } from 'altcha-lib';
import type { SealedTip } from '../envelope/seal.ts';
import type { ReceiptAnswer, ReceiptQuestion } from './receipt-worker.ts';
import type { SealQuestion } from './seal-worker.ts';

const URLS = { proof: proofUrl, receipt: receiptUrl, seal: sealUrl } as const;

/** What each worker is asked, and what it answers. */
interface Work {
  proof: { question: Challenge; result: string };
  receipt: { question: ReceiptQuestion; result: ReceiptAnswer };
  seal: { question: SealQuestion; result: SealedTip | null };
}

interface Policy {
  createScriptURL(url: string): string;
}
interface TrustedTypes {
  createPolicy(name: string, rules: Policy): Policy;
}

const rules: Policy = {
  createScriptURL(url) {
    if (!Object.values<string>(URLS).includes(url)) throw new TypeError('not a worker of this site');
    return url;
  },
};
const trustedTypes = (globalThis as { trustedTypes?: TrustedTypes }).trustedTypes;
const policy = trustedTypes ? trustedTypes.createPolicy('la-chan', rules) : rules;

/**
 * Brings the script of a worker into the browser's cache (it is served as immutable), so that a line which gets
 * weaker later is no matter. Whether that worked shows when the worker is asked.
 */
export function fetchAhead(name: keyof Work): void {
  fetch(URLS[name]).catch(() => undefined);
}

/**
 * Runs one question through a fresh worker of ours and ends it. A worker posts `{ progress }` while it works, then
 * `{ result }`. Rejects when the worker does not come or fails.
 */
export function askWorker<Name extends keyof Work>(
  name: Name,
  question: Work[Name]['question'],
  onProgress?: (done: number) => void,
): Promise<Work[Name]['result']> {
  const worker = new Worker(policy.createScriptURL(URLS[name]));
  return new Promise<Work[Name]['result']>((resolve, reject) => {
    const fail = () => reject(new Error('worker failed'));
    worker.onmessage = ({ data }: MessageEvent<{ progress?: number; result?: Work[Name]['result'] }>) => {
      if (data.result !== undefined) resolve(data.result);
      else if (data.progress !== undefined) onProgress?.(data.progress);
      else fail();
    };
    worker.onerror = fail;
    worker.postMessage(question);
  }).finally(() => worker.terminate());
}
