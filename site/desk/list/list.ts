/** The list on the desk: which tips there are, in which order, which numbers are missing. Pure, no DOM. */
import type { Audience } from '../../../worker/contract/audience.ts';
import type { NumberRange } from '../../../worker/contract/resend.ts';
import type { Intake, OpenedTip } from '../intake/intake.ts';
import type { InboxManifest } from '../intake/manifest.ts';
import type { ReplyAddress } from '../../envelope/tip.ts';

/** One tip, its copies folded into it. It stands in the list of each audience that it was mailed to. */
export interface ListedTip {
  key: string;
  tip: OpenedTip['tip'];
  /** The bytes of `tip.files`. */
  files: Uint8Array[];
  name: string;
  mailedHash: string;
  /** The inbox the line mailed it for; from an unknown source, the one the tip itself names. */
  inbox: string;
  /** Where the line's signature puts it: the unit's list first, lowest number first. None: its source is unknown. */
  places: SignedNumber[];
  /** The acks of all copies: a tip sealed again has a new one, and the line waits for each. */
  acks: string[];
  /**
   * How often the line took it. The same file dropped or mailed once more is no other copy: it tells of the officer's
   * hand, not of the sender's, and a mail asked for again must not look like a tip sent again.
   */
  copies: number;
}

/** A signed number. `count` is whose count it is one of: version 1 gave oversight the numbers of the unit. */
export interface SignedNumber {
  inbox: string;
  to: Audience;
  number: number;
  count: Audience;
}

/** Numbers that the line gave and nobody dropped here, both ends included. */
export type Gap = NumberRange;

export type Row = { entry: ListedTip; place: SignedNumber } | { gap: Gap };

/** The tips of one inbox from the line to one of its audiences, in number order, with the gaps between them. */
export interface InboxList {
  inbox: string;
  to: Audience;
  rows: Row[];
  gaps: Gap[];
  /** The newest morning mail, if any was dropped. */
  heartbeat: { hour: string; last: number } | null;
}

export interface DeskList {
  inboxes: InboxList[];
  /** Opened, but in no signed manifest. */
  unsigned: ListedTip[];
}

/** Everything taken in so far, in any order, with everything twice if it was dropped twice. */
export type Dropped = Pick<Intake, 'manifests' | 'tips'> & Partial<Pick<Intake, 'faults'>>;

/** Lays out what was dropped. `home` is the inbox of the key: it comes first. */
export function arrange({ manifests, tips, faults = [] }: Dropped, home: string): DeskList {
  const signed = placesOf(manifests);
  const entries = foldCopies(tips, signed);
  // A file that is here as the line mailed it is not missing, though no key opens it: to mail it again would not help.
  const unopened = faults.flatMap(({ hashes = [] }) => hashes.flatMap((hash) => signed.get(hash) ?? []));
  const lists = new Map(manifests.map(({ inbox, to }) => [`${inbox} ${to}`, { inbox, to }]));
  const inboxes = sorted(
    lists.values(),
    (a, b) =>
      Number(b.inbox === home) - Number(a.inbox === home) ||
      compare(a.inbox, b.inbox) ||
      unitFirst(a.to, b.to),
  );
  return {
    inboxes: inboxes.map(({ inbox, to }) => {
      const mine = entries.filter((entry) => entry.inbox === inbox);
      // Not what version 1 told oversight: that was of the unit's count.
      const counted = manifests.filter(
        (manifest) => manifest.inbox === inbox && manifest.to === to && countOf(manifest) === to,
      );
      const present = [
        ...mine.flatMap((entry) => entry.places.filter(({ count }) => count === to)),
        ...unopened.filter((place) => place.inbox === inbox && place.count === to),
      ];
      const gaps = gapsOf(
        counted,
        present.map(({ number }) => number),
      );
      return { inbox, to, rows: rowsOf(mine, to, gaps), gaps, heartbeat: newestHeartbeat(counted) };
    }),
    unsigned: sorted(
      entries.filter(({ places }) => places.length === 0),
      (a, b) => compare(a.tip.created, b.tip.created),
    ),
  };
}

/** The tip in each row in turn, that of two audiences in two. */
export function entriesByRow(list: DeskList): ListedTip[] {
  const signed = list.inboxes.flatMap(({ rows }) =>
    rows.flatMap((row) => ('entry' in row ? [row.entry] : [])),
  );
  return [...signed, ...list.unsigned];
}

/** Every tip in the order in which the list shows it. */
export function entriesOf(list: DeskList): ListedTip[] {
  return [...new Set(entriesByRow(list))];
}

/** The tips of the thread that `entry` belongs to, itself among them, in the order of the list. */
export function threadOf(entry: ListedTip, entries: readonly ListedTip[]): ListedTip[] {
  const { thread } = entry.tip;
  return thread === null ? [entry] : entries.filter((other) => other.tip.thread === thread);
}

/** The tips whose reply goes to this address: those of whoever has the receipt that it comes from. */
export function carriersOf({ pk, box }: ReplyAddress, entries: readonly ListedTip[]): ListedTip[] {
  return entries.filter(({ tip: { reply } }) => reply?.pk === pk && reply.box === box);
}

/** Whether the key of the inbox `home` can answer it. */
export function isAnswerable({ tip }: ListedTip, home: string): boolean {
  return tip.reply !== null && tip.inbox === home;
}

/** Where the replies to these tips go, each mailbox once: one sender may have written several. */
export function addressesOf(entries: readonly ListedTip[]): ReplyAddress[] {
  const addresses = entries.flatMap(({ tip: { reply } }) => reply ?? []);
  return [...new Map(addresses.map((address) => [`${address.pk} ${address.box}`, address])).values()];
}

const countOf = ({ v, to }: InboxManifest): Audience => (v === 1 ? 'unit' : to);

// From the hash of a file as mailed. Version 1 mailed one and the same file to both audiences.
function placesOf(manifests: readonly InboxManifest[]): Map<string, SignedNumber[]> {
  const places = new Map<string, SignedNumber[]>();
  for (const manifest of manifests) {
    const { inbox, to, files } = manifest;
    for (const [number, hash] of Object.entries(files)) {
      const known = places.get(hash) ?? [];
      places.set(hash, [...known, { inbox, to, number: Number(number), count: countOf(manifest) }]);
    }
  }
  return places;
}

interface Copy {
  opened: OpenedTip;
  places: SignedNumber[];
}

// One tip can come as the same file twice, or sealed twice by a phone that lost its line half-way.
function foldCopies(tips: readonly OpenedTip[], signed: Map<string, SignedNumber[]>): ListedTip[] {
  const folded = new Map<string, [Copy, ...Copy[]]>();
  for (const opened of tips) {
    const places = signed.get(opened.mailedHash) ?? [];
    const inboxes = places.length > 0 ? places.map(({ inbox }) => inbox) : [opened.tip.inbox];
    for (const inbox of new Set(inboxes)) {
      const key = keyOf(opened.tip, inbox);
      const copy = { opened, places: places.filter((place) => place.inbox === inbox) };
      const known = folded.get(key);
      if (known) known.push(copy);
      else folded.set(key, [copy]);
    }
  }
  return [...folded].map(([key, copies]) => entryOf(key, copies));
}

// All that an officer could read in it. The id alone is not enough to fold: its sender chooses it, and must not be able
// to hide one text behind another. Whether the line vouches for it is left out, so that an open tip stays open when the
// manifest that numbers it is dropped after it.
function keyOf(tip: OpenedTip['tip'], mailedFor: string): string {
  const { id, part, type, category, inbox, text, where, when, files, reply, thread } = tip;
  return JSON.stringify([
    mailedFor,
    id,
    part,
    type,
    category,
    inbox,
    text,
    where,
    when,
    files.map((file) => file.h),
    // Whoever is answered must be the one who wrote it.
    reply?.pk,
    reply?.box,
    thread,
  ]);
}

function entryOf(key: string, copies: readonly [Copy, ...Copy[]]): ListedTip {
  // The copy that the line vouches for speaks for the others.
  const { opened, places: leading } = copies.find(({ places }) => places.length > 0) ?? copies[0];
  const { tip, files, name, mailedHash } = opened;
  const places = sorted(
    new Map(copies.flatMap((copy) => copy.places.map((place) => [JSON.stringify(place), place]))).values(),
    (a, b) =>
      unitFirst(a.to, b.to) || Number(b.count === b.to) - Number(a.count === a.to) || a.number - b.number,
  );
  const numbersIn = (count: Audience) =>
    new Set(places.filter((place) => place.count === count).map(({ number }) => number)).size;
  return {
    key,
    tip,
    files,
    name,
    mailedHash,
    inbox: leading[0]?.inbox ?? tip.inbox,
    places,
    acks: [...new Set(copies.map((copy) => copy.opened.tip.ack))],
    // One file under two numbers was taken twice, and so were two files whose manifests are not here.
    copies: Math.max(
      new Set(copies.map((copy) => copy.opened.hash)).size,
      numbersIn('unit'),
      numbersIn('oversight'),
    ),
  };
}

// From the lowest new number that the dropped mails list up to the last one the line has given. Below it nothing is
// known: nobody drops the whole history each morning, and what is mailed again comes out of it.
function gapsOf(manifests: readonly InboxManifest[], present: readonly number[]): Gap[] {
  const listed = manifests.flatMap((manifest) =>
    manifest.again ? [] : Object.keys(manifest.files).map(Number),
  );
  if (listed.length === 0) return [];
  const last = Math.max(...manifests.map((manifest) => manifest.last), ...listed);
  const gaps: Gap[] = [];
  let expected = Math.min(...listed);
  const known = present.filter((number) => number >= expected);
  for (const number of [...sorted(known, (a, b) => a - b), last + 1]) {
    if (number > expected) gaps.push({ from: expected, to: number - 1 });
    expected = Math.max(expected, number + 1);
  }
  return gaps;
}

function rowsOf(entries: readonly ListedTip[], to: Audience, gaps: readonly Gap[]): Row[] {
  // What version 1 mailed to oversight is the oldest, and its numbers are none of this count.
  const isOld = (row: Row) => 'place' in row && row.place.count !== to;
  const position = (row: Row) => ('place' in row ? row.place.number : row.gap.from);
  const tips = entries.flatMap((entry): Row[] => {
    const place = entry.places.find((one) => one.to === to);
    return place ? [{ entry, place }] : [];
  });
  return sorted(
    [...tips, ...gaps.map((gap) => ({ gap }))],
    (a, b) => Number(isOld(b)) - Number(isOld(a)) || position(a) - position(b),
  );
}

function newestHeartbeat(manifests: readonly InboxManifest[]): InboxList['heartbeat'] {
  const beats = manifests.filter((manifest) => manifest.kind === 'heartbeat');
  return sorted(beats, (a, b) => compare(b.hour, a.hour) || b.last - a.last)[0] ?? null;
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

const unitFirst = (a: Audience, b: Audience) => Number(b === 'unit') - Number(a === 'unit');

// `toSorted` would be Chrome 110; the last Chrome of Windows 7 is 109.
function sorted<T>(items: Iterable<T>, order: (a: T, b: T) => number): T[] {
  return [...items].sort(order);
}
