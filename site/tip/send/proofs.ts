/** Proofs of work, solved in the background while the person types. */
import type { Challenge } from 'altcha-lib';
import { encodeChallengeBody, ENDPOINTS } from '../../../worker/contract/endpoints.ts';
import { SIZE_CLASSES, type SizeClassIndex } from '../../../worker/contract/sizes.ts';
import { ScriptGone } from '../../browser/load-script.ts';
import { patience, post } from './requests.ts';
import { askWorker } from './worker-client.ts';

// A challenge lives 30 minutes at the server, which looks again once the whole tip is there.
const LIFE_MS = 30 * 60_000;
/** Least time left for whatever is sent. */
const SPARE_MS = 5 * 60_000;

interface Solving {
  inbox: string;
  sizeClass: SizeClassIndex;
  since: number;
  proof: Promise<string>;
}

/** One proof at a time, for the inbox last asked for. */
export class Proofs {
  #current: Solving | null = null;

  /**
   * The proof for an inbox, as the JSON text that a tip carries. Starts the work at the first call and reuses it for
   * tips as large or smaller, while it will still be good when one has arrived on the slowest line. Rejects when the line or the
   * worker fails; the next call tries again.
   */
  get(inbox: string, sizeClass: SizeClassIndex): Promise<string> {
    const standing = this.#current;
    const fresh = LIFE_MS - Math.max(SPARE_MS, patience(SIZE_CLASSES[sizeClass].wire));
    const fits = standing?.inbox === inbox && standing.sizeClass >= sizeClass;
    if (fits && Date.now() - standing.since < fresh) return standing.proof;
    const current = { inbox, sizeClass, since: Date.now(), proof: solve(inbox, sizeClass) };
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

async function solve(inbox: string, sizeClass: SizeClassIndex): Promise<string> {
  const response = await post(ENDPOINTS.challenge, encodeChallengeBody(inbox, sizeClass));
  // The line knows this inbox no more.
  if (response.status === 400) throw new ScriptGone();
  if (!response.ok) throw new Error('no challenge');
  return askWorker('proof', (await response.json()) as Challenge);
}
