/** Proofs of work, solved in the background while the person types. */
import type { Challenge } from 'altcha-lib';
import { encodeInboxId, ENDPOINTS } from '../../worker/contract.ts';
import { patience, post } from './line.ts';
import { askWorker } from './own-worker.ts';

// A challenge lives 30 minutes at the server, which looks again once the whole tip is there.
const LIFE_MS = 30 * 60_000;
/** Least time left for whatever is sent. */
const SPARE_MS = 5 * 60_000;

/** One proof at a time, for the inbox last asked for. */
export class Proofs {
  #current: { inbox: string; since: number; proof: Promise<string> } | null = null;

  /**
   * The proof for an inbox, as the JSON text that a tip carries. Starts the work at the first call and reuses it
   * while it will still be good when a tip of `bytes` has arrived on the slowest line. Rejects when the line or the
   * worker fails; the next call tries again.
   */
  get(inbox: string, bytes = 0): Promise<string> {
    const standing = this.#current;
    const fresh = LIFE_MS - Math.max(SPARE_MS, patience(bytes));
    if (standing?.inbox === inbox && Date.now() - standing.since < fresh) return standing.proof;
    const current = { inbox, since: Date.now(), proof: solve(inbox) };
    this.#current = current;
    current.proof.catch(() => {
      if (this.#current === current) this.#current = null;
    });
    return current.proof;
  }

  /** Forgets the proof: it was used, or the server did not take it. */
  discard(): void {
    this.#current = null;
  }
}

async function solve(inbox: string): Promise<string> {
  const response = await post(ENDPOINTS.challenge, encodeInboxId(inbox));
  if (!response.ok) throw new Error('no challenge');
  return askWorker('proof', (await response.json()) as Challenge);
}
