/** What was dropped, counted against what the line signed in it. Pure, no DOM. */
import type { Audience } from '../../../worker/contract/audience.ts';
import type { Intake, IntakeFault } from './intake.ts';

/** One inbox, as its unit or its oversight gets its mails: each has numbers of its own. */
export interface SignedCount {
  inbox: string;
  to: Audience;
  /** How many numbers the dropped manifests sign. */
  signed: number;
  /** Those of them whose file was not among what was dropped, lowest first. */
  missing: number[];
}

export interface Tally {
  /** The same tip twice counts once. */
  tips: number;
  /** The same mail twice counts once. */
  mails: number;
  /** Of those, the ones that no dropped manifest signs. */
  unsigned: number;
  /** Each inbox that a dropped manifest signs files of. */
  inboxes: SignedCount[];
  /** Whether something was left unread that may hold more manifests and tips. */
  isPartial: boolean;
}

/** Faults behind which there may be more. */
const UNREAD: readonly IntakeFault[] = [
  'and-more',
  'broken',
  'cut-short',
  'locked-mail',
  'locked-zip',
  'not-taken-out',
  'packed',
  'too-big',
  'too-deep',
  'too-much',
];

/** Counts everything taken in so far. A number that was mailed twice is here when either file is. */
export function tallyOf({
  manifests,
  tips,
  mails,
  faults = [],
}: Omit<Intake, 'faults'> & Partial<Pick<Intake, 'faults'>>): Tally {
  // A file that is here as the line mailed it is not missing, though no key opens it.
  const here = new Set([
    ...tips.map(({ mailedHash }) => mailedHash),
    ...faults.flatMap(({ hashes = [] }) => hashes),
  ]);
  const counts = new Map<string, { inbox: string; to: Audience; numbers: Map<number, boolean> }>();
  const signed = new Set<string>();
  for (const { v, inbox, to, files } of manifests) {
    // A morning mail.
    if (Object.keys(files).length === 0) continue;
    // Version 1 gave oversight the numbers of the unit.
    const key = `${v === 1 ? 'unit' : to} ${to} ${inbox}`;
    const { numbers } = counts.get(key) ?? { numbers: new Map<number, boolean>() };
    counts.set(key, { inbox, to, numbers });
    for (const [number, hash] of Object.entries(files)) {
      signed.add(hash);
      numbers.set(Number(number), here.has(hash) || numbers.get(Number(number)) === true);
    }
  }
  const known = new Set(tips.flatMap(({ hash, mailedHash }) => (signed.has(mailedHash) ? [hash] : [])));
  const all = new Set(tips.map(({ hash }) => hash));
  return {
    tips: all.size,
    mails: new Set(mails).size,
    unsigned: all.size - known.size,
    isPartial: toldFaults({ manifests, tips, faults }).some(({ fault }) => UNREAD.includes(fault)),
    inboxes: [...counts.values()].map(({ inbox, to, numbers }) => ({
      inbox,
      to,
      signed: numbers.size,
      missing: [...numbers].flatMap(([number, isHere]) => (isHere ? [] : [number])).sort((a, b) => a - b),
    })),
  };
}

/** What befalls one file on its way; the others speak of a file that is another, or of what may lie behind it. */
const LOST: readonly IntakeFault[] = [
  'broken',
  'cut-short',
  'damaged',
  'empty',
  'foreign',
  'locked-mail',
  'locked-zip',
  'not-taken-out',
  'packed',
  'web-page',
];

const OUR_NAME = /^tin-\d{6}-([0-9a-f]{8})\./;

/**
 * The faults as they are to be told, each once: what the line signed exactly so was not damaged on its way, and what
 * came whole in another file is no fault any more.
 */
export function toldFaults({ manifests, tips, faults }: Omit<Intake, 'mails'>): Intake['faults'] {
  const signed = new Set(manifests.flatMap(({ files }) => Object.values(files)));
  const here = new Set(tips.map(({ mailedHash }) => mailedHash.slice(0, 8)));
  const told = new Map<string, Intake['faults'][number]>();
  for (const one of faults) {
    const { name, hashes = [] } = one;
    const isRead = here.has(OUR_NAME.exec(name)?.[1] ?? '');
    if (isRead && LOST.includes(one.fault)) continue;
    const isIntact = hashes.some((hash) => signed.has(hash));
    const fault = isIntact && (one.fault === 'damaged' || one.fault === 'not-a-tip') ? 'intact' : one.fault;
    told.set([name, fault, ...hashes].join(' '), { ...one, fault });
  }
  return [...told.values()];
}
