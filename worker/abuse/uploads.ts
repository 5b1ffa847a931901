/** The bodies of tips that are on their way in. In memory, for this isolate: each has a memory of its own to fill. */
import { SIZE_CLASSES, type SizeClassIndex } from '../contract/sizes.ts';
import type { Proof } from './proof-of-work.ts';

/** Bytes of bodies at a time: texts have places of their own, so that photos can take none of them. */
const ROOM = { texts: 256 * SIZE_CLASSES[0].wire, larger: 6 * SIZE_CLASSES[2].wire };
/**
 * Where there is no room, a body makes place for the one that comes when it has not moved on for so long (ms), or is
 * slower than the slowest line that a page waits for (site/tip/send/requests.ts), counted from when its proof was first brought:
 * who sends byte after byte, or begins again and again, would keep a place for the half hour of a proof.
 */
const PATIENCE_IN_NEED = 5_000;
const BYTES_PER_MS = 8;
const HEAD_START = 30_000;
/**
 * Who begins anew cuts his own body before; that may still end what has all but come, and makes place in need. Of larger
 * ones nobody has a third until then: what was cut stays in memory until it is looked at.
 */
const GRACE = 1_000;

/** The place of one body. */
export interface Upload {
  /** Whether the body must be read no further. */
  isCut(): boolean;
  /** So many more bytes of it have come. */
  move(bytes: number): void;
  /** Its tip was accepted: its proof is good for nothing else. */
  spend(): void;
  /** Gives the place back. */
  end(): void;
}

/** What came of one tip, in all its bodies: who begins again and again has moved on no further. Times in ms. */
interface Hold {
  sid: string;
  expires: number;
  since: number;
  moved: number;
  received: number;
  /** When a larger one may begin anew. */
  again: number;
  isSpent: boolean;
}

interface Standing {
  hold: Hold;
  pool: keyof typeof ROOM;
  /** When it must end. */
  until: number;
  end(): void;
}

const isEnding = ({ until }: Standing, now: number) => now < until && until < Infinity;

/** `held`: the proof belongs to another tip. `no-room`: every place is taken by a body that moves on. */
export type Refusal = 'held' | 'no-room';

export class Uploads {
  readonly #now: () => number;
  /** Each nonce with the tip it was first brought for. */
  readonly #holds = new Map<string, Hold>();
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
    const now = this.#now();
    const name = Buffer.from(sid).toString('hex');
    const hold = proof ? this.#hold(proof, name) : holdOf(name, now);
    if (hold.sid !== name) return 'held';
    const pool = sizeClass === 0 ? 'texts' : 'larger';
    const own = [...this.#standing].filter((one) => one.hold.sid === name);
    if (pool === 'larger' && (hold.again > now || own.some((one) => isEnding(one, now)))) return 'no-room';
    if (own.length > 0) hold.again = now + GRACE;
    for (const one of own) {
      if (one.until <= now) one.end();
      else one.until = now + GRACE;
    }
    const size = SIZE_CLASSES[sizeClass].wire;
    if (!this.#makeRoom(pool, size)) return 'no-room';
    return this.#admit(hold, pool, size);
  }

  /** Whether a tip with this proof was accepted: one that comes again is no news. */
  isSpent({ nonce }: Proof): boolean {
    return this.#holds.get(nonce)?.isSpent ?? false;
  }

  #hold({ nonce, expires }: Proof, sid: string): Hold {
    const now = this.#now();
    // Nearly in the order in which they expire; one that stays a little longer does no harm.
    for (const [old, hold] of this.#holds) {
      if (hold.expires > now) break;
      this.#holds.delete(old);
    }
    const hold = this.#holds.get(nonce) ?? holdOf(sid, now, expires);
    this.#holds.set(nonce, hold);
    return hold;
  }

  #makeRoom(pool: Standing['pool'], size: number): boolean {
    const now = this.#now();
    const isBehind = ({ since, received }: Hold) => received < (now - since - HEAD_START) * BYTES_PER_MS;
    const idle = [...this.#standing]
      .filter((one) => one.pool === pool)
      .filter((one) => isEnding(one, now) || one.hold.moved <= now - PATIENCE_IN_NEED || isBehind(one.hold))
      .sort((a, b) => a.hold.moved - b.hold.moved);
    while (this.#taken[pool] + size > ROOM[pool]) {
      const stillest = idle.shift();
      if (!stillest) return false;
      stillest.until = now;
      stillest.end();
    }
    return true;
  }

  #admit(hold: Hold, pool: Standing['pool'], size: number): Upload {
    const end = () => {
      if (this.#standing.delete(standing)) this.#taken[pool] -= size;
    };
    const standing: Standing = { hold, pool, until: Infinity, end };
    this.#standing.add(standing);
    this.#taken[pool] += size;
    return {
      isCut: () => this.#now() >= standing.until,
      move: (bytes) => {
        hold.received += bytes;
        hold.moved = this.#now();
      },
      spend: () => void (hold.isSpent = true),
      end,
    };
  }
}

const holdOf = (sid: string, now: number, expires = 0): Hold => ({
  sid,
  expires,
  since: now,
  moved: now,
  received: 0,
  again: 0,
  isSpent: false,
});
