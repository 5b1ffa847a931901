/** Proofs of work, solved in the background while the person types. */
import type { Challenge } from 'altcha-lib';
import { encodeInboxId, ENDPOINTS } from '../../worker/contract.ts';
import { post } from './line.ts';
import { askWorker } from './own-worker.ts';

// A challenge lives 30 minutes at the server; five are left for a weak line.
const FRESH_MS = 25 * 60_000;

/** One proof at a time, for the inbox last asked for. */
export class Proofs {
  #current: { inbox: string; since: number; proof: Promise<string> } | null = null;

  /**
   * The proof for an inbox, as the JSON text that a tip carries. Starts the work at the first call and reuses it
   * while it is fresh. Rejects when the line or the worker fails; the next call tries again.
   */
  get(inbox: string): Promise<string> {
    const standing = this.#current;
    if (standing?.inbox === inbox && Date.now() - standing.since < FRESH_MS) return standing.proof;
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
