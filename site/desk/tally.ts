/** What was dropped, counted against what the line signed in it. Pure, no DOM. */
import type { Intake } from './intake.ts';

/** One inbox, as its unit or its oversight gets its mails: each has numbers of its own. */
export interface SignedCount {
  inbox: string;
  /** How many numbers the dropped notes sign. */
  signed: number;
  /** Those of them whose file was not among what was dropped, lowest first. */
  missing: number[];
}

export interface Tally {
  /** The same tip twice counts once. */
  tips: number;
  mails: number;
  /** Of those, the ones that no dropped note signs. */
  unsigned: number;
  /** Each inbox that a dropped note signs files of. */
  inboxes: SignedCount[];
}

/** Counts everything taken in so far. A number that was mailed twice is here when either file is. */
export function tallyOf({ notes, tips, mails }: Pick<Intake, 'notes' | 'tips' | 'mails'>): Tally {
  const here = new Set(tips.map(({ mailedHash }) => mailedHash));
  const counts = new Map<string, { inbox: string; numbers: Map<number, boolean> }>();
  const signed = new Set<string>();
  for (const { inbox, to, files } of notes) {
    // A morning mail.
    if (Object.keys(files).length === 0) continue;
    const key = `${to} ${inbox}`;
    const { numbers } = counts.get(key) ?? { numbers: new Map<number, boolean>() };
    counts.set(key, { inbox, numbers });
    for (const [number, hash] of Object.entries(files)) {
      signed.add(hash);
      numbers.set(Number(number), here.has(hash) || numbers.get(Number(number)) === true);
    }
  }
  const known = new Set(tips.flatMap(({ hash, mailedHash }) => (signed.has(mailedHash) ? [hash] : [])));
  const all = new Set(tips.map(({ hash }) => hash));
  return {
    tips: all.size,
    mails,
    unsigned: all.size - known.size,
    inboxes: [...counts.values()].map(({ inbox, numbers }) => ({
      inbox,
      signed: numbers.size,
      missing: [...numbers].flatMap(([number, isHere]) => (isHere ? [] : [number])).sort((a, b) => a - b),
    })),
  };
}
