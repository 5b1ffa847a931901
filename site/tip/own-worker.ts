/** Our own worker scripts, the only addresses that the Trusted Types policy lets through. */
import proofUrl from './proof-worker.ts?worker&url';
import receiptUrl from './receipt-worker.ts?worker&url';
import sealUrl from './seal-worker.ts?worker&url';

const URLS = { proof: proofUrl, receipt: receiptUrl, seal: sealUrl } as const;

interface Policy {
  createScriptURL(url: string): string;
}
interface TrustedTypes {
  createPolicy(name: string, rules: Policy): Policy;
}

const rules: Policy = {
  createScriptURL(url) {
    if (!(Object.values(URLS) as string[]).includes(url)) throw new TypeError('not a worker of this site');
    return url;
  },
};
const trustedTypes = (globalThis as { trustedTypes?: TrustedTypes }).trustedTypes;
const policy = trustedTypes ? trustedTypes.createPolicy('la-chan', rules) : rules;

/**
 * Brings the script of a worker into the browser's cache (it is served as immutable), so that a line which gets
 * weaker later is no matter. Whether that worked shows when the worker is asked.
 */
export function fetchAhead(name: keyof typeof URLS): void {
  fetch(URLS[name]).catch(() => undefined);
}

/**
 * Runs one question through a fresh worker of ours and ends it. A worker posts `{ progress }` while it works, then
 * `{ result }`. Rejects when the worker fails or `signal` aborts.
 */
export function askWorker<Question, Result>(
  name: keyof typeof URLS,
  question: Question,
  onProgress?: (done: number) => void,
  signal?: AbortSignal,
): Promise<Result> {
  const worker = new Worker(policy.createScriptURL(URLS[name]));
  return new Promise<Result>((resolve, reject) => {
    const fail = () => reject(new Error('worker failed'));
    worker.onmessage = ({ data }: MessageEvent<{ progress?: number; result?: Result }>) => {
      if (data.result !== undefined) resolve(data.result);
      else if (data.progress !== undefined) onProgress?.(data.progress);
      else fail();
    };
    worker.onerror = fail;
    signal?.addEventListener('abort', fail);
    worker.postMessage(question);
  }).finally(() => worker.terminate());
}
