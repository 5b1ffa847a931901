/**
 * Requests to the line: our own origin, no referrer, no cache, a body of constant size. `same-origin`, though no cookie
 * of ours exists: `omit` makes browsers open a second connection, which tells the network who writes from who reads.
 */

/** Slowest line we wait for: below it a request is given up and tried again. */
const BYTES_PER_SECOND = 8_000;

/** How long a body of this size may take to get through and be answered, in ms: 3 MB six and a half minutes. */
export const patience = (bytes: number): number => 30_000 + (bytes / BYTES_PER_SECOND) * 1_000;

/**
 * POSTs bytes. Rejects when the line is cut, stalls or `signal` aborts; an HTTP error is an answer, not a rejection.
 */
export async function post(path: string, body: Uint8Array, signal?: AbortSignal): Promise<Response> {
  const cut = new AbortController();
  const stop = () => cut.abort();
  const timer = setTimeout(stop, patience(body.length));
  signal?.addEventListener('abort', stop);
  try {
    return await fetch(path, {
      method: 'POST',
      body: body as BodyInit,
      headers: { 'Content-Type': 'application/octet-stream' },
      cache: 'no-store',
      credentials: 'same-origin',
      redirect: 'error',
      referrerPolicy: 'no-referrer',
      signal: cut.signal,
    });
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', stop);
  }
}

/** Resolves after `seconds`, or rejects at once when `signal` aborts. */
export function pause(seconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, seconds * 1_000);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      reject(new Error('stopped'));
    });
  });
}
