/** The bodies of tips that are on their way in. In memory, for this isolate: each has a memory of its own to fill. */
import { SIZE_CLASSES, type SizeClassIndex } from './contract.ts';
import type { Proof } from './proof-of-work.ts';

/** Bytes of bodies at a time: texts have places of their own, so that photos can take none of them. */
const ROOM = { texts: 256 * SIZE_CLASSES[0].wire, larger: 6 * SIZE_CLASSES[2].wire };
/** Where there is no room, a body that has not moved on for so long (ms) makes place for the one that comes. */
const PATIENCE_IN_NEED = 5_000;
/** Who is cut may still end what has all but come. */
const GRACE = 1_000;

/** The place of one body. */
export interface Upload {
  /** Whether the body must be read no further. */
  isCut(): boolean;
  /** The body has moved on. */
  move(): void;
  /** Gives the place back. */
  end(): void;
}

interface Standing {
  pool: keyof typeof ROOM;
  size: number;
  /** When it last moved on, in ms. */
  moved: number;
  cut(): void;
}

/** `held`: the proof belongs to another tip. `no-room`: every place is taken by a body that moves on. */
export type Refusal = 'held' | 'no-room';

export class Uploads {
  readonly #now: () => number;
  /** Each nonce with the tip it was first brought for. */
  readonly #holds = new Map<string, { sid: string; expires: number }>();
  readonly #standing = new Map<string, Standing>();
  readonly #taken = { texts: 0, larger: 0 };

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /**
   * A place for the body of one tip. A proof opens bodies for one sid only, until it expires, and a sid has one body
   * at a time: the one before is cut, as its phone has given it up. `proof`: null for a tip that was accepted before.
   */
  begin(sid: Uint8Array, sizeClass: SizeClassIndex, proof: Proof | null): Upload | Refusal {
    const name = Buffer.from(sid).toString('hex');
    if (proof && !this.#hold(proof, name)) return 'held';
    this.#standing.get(name)?.cut();
    const pool = sizeClass === 0 ? 'texts' : 'larger';
    const size = SIZE_CLASSES[sizeClass].wire;
    if (!this.#makeRoom(pool, size)) return 'no-room';
    return this.#admit(name, pool, size);
  }

  #hold({ nonce, expires }: Proof, sid: string): boolean {
    const now = this.#now();
    // Nearly in the order in which they expire; one that stays a little longer does no harm.
    for (const [old, hold] of this.#holds) {
      if (hold.expires > now) break;
      this.#holds.delete(old);
    }
    const hold = this.#holds.get(nonce);
    if (!hold) this.#holds.set(nonce, { sid, expires });
    return !hold || hold.sid === sid;
  }

  #makeRoom(pool: Standing['pool'], size: number): boolean {
    const still = [...this.#standing.values()]
      .filter((one) => one.pool === pool && one.moved <= this.#now() - PATIENCE_IN_NEED)
      .sort((a, b) => a.moved - b.moved);
    while (this.#taken[pool] + size > ROOM[pool]) {
      const stillest = still.shift();
      if (!stillest) return false;
      stillest.cut();
    }
    return true;
  }

  #admit(sid: string, pool: Standing['pool'], size: number): Upload {
    let until = Infinity;
    const end = () => {
      if (this.#standing.get(sid) !== standing) return;
      this.#standing.delete(sid);
      this.#taken[pool] -= size;
    };
    const cut = () => {
      end();
      until = this.#now() + GRACE;
    };
    const standing: Standing = { pool, size, moved: this.#now(), cut };
    this.#standing.set(sid, standing);
    this.#taken[pool] += size;
    return { isCut: () => this.#now() >= until, move: () => (standing.moved = this.#now()), end };
  }
}
