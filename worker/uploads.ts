/** The bodies of tips that are on their way in. In memory, for this isolate: each has a memory of its own to fill. */
import { SIZE_CLASSES, type SizeClassIndex } from './contract.ts';
import type { Proof } from './proof-of-work.ts';

/** Bytes of bodies at a time: texts have places of their own, so that photos can take none of them. */
const ROOM = { texts: 256 * SIZE_CLASSES[0].wire, larger: 6 * SIZE_CLASSES[2].wire };
/**
 * Where there is no room, a body makes place for the one that comes when it has not moved on for so long (ms), or is
 * slower than the slowest line that a page waits for (site/tip/line.ts), counted from when its proof was first brought:
 * who sends byte after byte, or begins again and again, would keep a place for the half hour of a proof.
 */
const PATIENCE_IN_NEED = 5_000;
const BYTES_PER_MS = 8;
const HEAD_START = 30_000;
/** Who begins anew cuts his own body before; that may still end what has all but come. */
const GRACE = 1_000;

/** The place of one body. */
export interface Upload {
  /** Whether the body must be read no further. */
  isCut(): boolean;
  /** So many more bytes of it have come. */
  move(bytes: number): void;
  /** Gives the place back. */
  end(): void;
}

interface Standing {
  sid: string;
  pool: keyof typeof ROOM;
  /** When its proof was first brought, and when it last moved on, in ms. */
  since: number;
  moved: number;
  received: number;
  /** When it must end; it keeps its place until then, if `isKept`. */
  cut(after: number, isKept: boolean): void;
}

/** `held`: the proof belongs to another tip. `no-room`: every place is taken by a body that moves on. */
export type Refusal = 'held' | 'no-room';

export class Uploads {
  readonly #now: () => number;
  /** Each nonce with the tip it was first brought for. */
  readonly #holds = new Map<string, { sid: string; since: number; expires: number }>();
  readonly #standing = new Set<Standing>();
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
    const since = proof ? this.#hold(proof, name) : this.#now();
    if (since === null) return 'held';
    for (const one of this.#standing) if (one.sid === name) one.cut(GRACE, true);
    const pool = sizeClass === 0 ? 'texts' : 'larger';
    const size = SIZE_CLASSES[sizeClass].wire;
    if (!this.#makeRoom(pool, size)) return 'no-room';
    return this.#admit({ sid: name, pool, since }, size);
  }

  /** Since when it is held for this tip; null when it is another's. */
  #hold({ nonce, expires }: Proof, sid: string): number | null {
    const now = this.#now();
    // Nearly in the order in which they expire; one that stays a little longer does no harm.
    for (const [old, hold] of this.#holds) {
      if (hold.expires > now) break;
      this.#holds.delete(old);
    }
    const hold = this.#holds.get(nonce);
    if (!hold) this.#holds.set(nonce, { sid, since: now, expires });
    return !hold ? now : hold.sid === sid ? hold.since : null;
  }

  #makeRoom(pool: Standing['pool'], size: number): boolean {
    const now = this.#now();
    const isBehind = ({ since, received }: Standing) => received < (now - since - HEAD_START) * BYTES_PER_MS;
    const idle = [...this.#standing]
      .filter((one) => one.pool === pool && (one.moved <= now - PATIENCE_IN_NEED || isBehind(one)))
      .sort((a, b) => a.moved - b.moved);
    while (this.#taken[pool] + size > ROOM[pool]) {
      const stillest = idle.shift();
      if (!stillest) return false;
      stillest.cut(0, false);
    }
    return true;
  }

  #admit(one: Pick<Standing, 'sid' | 'pool' | 'since'>, size: number): Upload {
    let until = Infinity;
    const end = () => {
      if (this.#standing.delete(standing)) this.#taken[one.pool] -= size;
    };
    const cut = (after: number, isKept: boolean) => {
      until = Math.min(until, this.#now() + after);
      if (!isKept) end();
    };
    const standing: Standing = { ...one, moved: this.#now(), received: 0, cut };
    this.#standing.add(standing);
    this.#taken[one.pool] += size;
    const move = (bytes: number) => {
      standing.received += bytes;
      standing.moved = this.#now();
    };
    return { isCut: () => this.#now() >= until, move, end };
  }
}
