/** The list on the desk: which tips there are, in which order, which numbers are missing. Pure, no DOM. */
import type { MailNote } from '../../worker/contract.ts';
import type { Intake, OpenedTip } from './intake.ts';
import type { ReplyAddress } from './replies.ts';

/** One tip, its copies folded into it. */
export interface Entry {
  key: string;
  tip: OpenedTip['tip'];
  /** The bytes of `tip.files`. */
  files: Uint8Array[];
  name: string;
  hash: string;
  /** The inbox the line mailed it for; from an unknown source, the one the tip itself names. */
  inbox: string;
  /** The numbers the line signed for it, lowest first; none: its source is unknown. */
  numbers: number[];
  /** The acks of all copies: a tip sealed again has a new one, and the line waits for each. */
  acks: string[];
  copies: number;
}

/** Numbers that the line gave and nobody dropped here, both ends included. */
export interface Gap {
  from: number;
  to: number;
}

export type Row = { entry: Entry } | { gap: Gap };

/** The tips of one inbox from the line, in number order, with the gaps between them. */
export interface InboxList {
  inbox: string;
  rows: Row[];
  gaps: Gap[];
  /** The newest morning mail, if any was dropped. */
  heartbeat: { hour: string; last: number } | null;
}

export interface DeskList {
  inboxes: InboxList[];
  /** Opened, but in no signed note. */
  unsigned: Entry[];
}

/** Everything taken in so far, in any order, with everything twice if it was dropped twice. */
export type Dropped = Pick<Intake, 'notes' | 'tips'>;

/** Lays out what was dropped. `home` is the inbox of the key: it comes first. */
export function arrange({ notes, tips }: Dropped, home: string): DeskList {
  const places = placesOf(notes);
  const entries = foldCopies(tips, places);
  const dropped = tips.flatMap((tip) => places.get(tip.hash) ?? []);
  const inboxes = sorted(
    new Set(notes.map((note) => note.inbox)),
    (a, b) => Number(b === home) - Number(a === home) || compare(a, b),
  );
  return {
    inboxes: inboxes.map((inbox) => {
      const here = notes.filter((note) => note.inbox === inbox);
      const present = dropped.filter((place) => place.inbox === inbox).map((place) => place.number);
      const gaps = gapsOf(
        here.filter((note) => note.to === 'unit'),
        present,
      );
      const mine = entries.filter((entry) => entry.numbers.length > 0 && entry.inbox === inbox);
      return { inbox, rows: rowsOf(mine, gaps), gaps, heartbeat: newestHeartbeat(here) };
    }),
    unsigned: sorted(
      entries.filter((entry) => entry.numbers.length === 0),
      (a, b) => compare(a.tip.created, b.tip.created),
    ),
  };
}

/** Every tip in the order in which the list shows it. */
export function entriesOf(list: DeskList): Entry[] {
  const signed = list.inboxes.flatMap(({ rows }) =>
    rows.flatMap((row) => ('entry' in row ? [row.entry] : [])),
  );
  return [...signed, ...list.unsigned];
}

/** The tips of the thread that `entry` belongs to, itself among them, in the order of the list. */
export function threadOf(entry: Entry, entries: readonly Entry[]): Entry[] {
  const { thread } = entry.tip;
  return thread === null ? [entry] : entries.filter((other) => other.tip.thread === thread);
}

/** The tips whose reply goes to this address: those of whoever has the receipt that it comes from. */
export function carriersOf({ pk, box }: ReplyAddress, entries: readonly Entry[]): Entry[] {
  return entries.filter(({ tip: { reply } }) => reply?.pk === pk && reply.box === box);
}

/** Whether the key of the inbox `home` can answer it. */
export function isAnswerable({ tip }: Entry, home: string): boolean {
  return tip.reply !== null && tip.inbox === home;
}

/** Where the replies to these tips go, each mailbox once: one sender may have written several. */
export function addressesOf(entries: readonly Entry[]): ReplyAddress[] {
  const addresses = entries.flatMap(({ tip: { reply } }) => reply ?? []);
  return [...new Map(addresses.map((address) => [`${address.pk} ${address.box}`, address])).values()];
}

interface Place {
  inbox: string;
  number: number;
}

function placesOf(notes: readonly MailNote[]): Map<string, Place> {
  return new Map(
    notes.flatMap(({ inbox, files }) =>
      Object.entries(files).map(([number, hash]) => [hash, { inbox, number: Number(number) }] as const),
    ),
  );
}

// One tip can come as the same file twice, or sealed twice by a phone that lost its line half-way. The id alone is
// not enough to fold: its sender chooses it, and must not be able to hide one text behind another.
function foldCopies(tips: readonly OpenedTip[], places: Map<string, Place>): Entry[] {
  const folded = new Map<string, Entry>();
  for (const { tip, files, name, hash } of tips) {
    const { id, part, type, category, inbox, text, where, when, reply, thread } = tip;
    const key = JSON.stringify([
      id,
      part,
      type,
      category,
      inbox,
      text,
      where,
      when,
      tip.files.map((file) => file.h),
      // Whoever is answered must be the one who wrote it.
      reply?.pk,
      reply?.box,
      thread,
    ]);
    const place = places.get(hash);
    const known = folded.get(key);
    // The copy that the line vouches for speaks for the others.
    const lead =
      known && (known.numbers.length > 0 || !place)
        ? known
        : { key, tip, files, name, hash, inbox: place?.inbox ?? inbox };
    const numbers = new Set([...(known?.numbers ?? []), ...(place ? [place.number] : [])]);
    const acks = [...new Set([...(known?.acks ?? []), tip.ack])];
    folded.set(key, {
      ...lead,
      numbers: sorted(numbers, (a, b) => a - b),
      acks,
      copies: (known?.copies ?? 0) + 1,
    });
  }
  return [...folded.values()];
}

// From the lowest number that the dropped mails list up to the last one the line has given. Below the lowest nothing
// is known: nobody drops the whole history each morning.
function gapsOf(unitNotes: readonly MailNote[], present: readonly number[]): Gap[] {
  const listed = unitNotes.flatMap((note) => Object.keys(note.files).map(Number));
  if (listed.length === 0) return [];
  const last = Math.max(...unitNotes.map((note) => note.last), ...listed);
  const gaps: Gap[] = [];
  let expected = Math.min(...listed);
  for (const number of [...sorted(present, (a, b) => a - b), last + 1]) {
    if (number > expected) gaps.push({ from: expected, to: number - 1 });
    expected = Math.max(expected, number + 1);
  }
  return gaps;
}

function rowsOf(entries: readonly Entry[], gaps: readonly Gap[]): Row[] {
  const position = (row: Row) => ('entry' in row ? (row.entry.numbers[0] ?? 0) : row.gap.from);
  const rows: Row[] = [...entries.map((entry) => ({ entry })), ...gaps.map((gap) => ({ gap }))];
  return sorted(rows, (a, b) => position(a) - position(b));
}

function newestHeartbeat(notes: readonly MailNote[]): InboxList['heartbeat'] {
  const beats = notes.filter((note) => note.kind === 'heartbeat');
  return sorted(beats, (a, b) => compare(b.hour, a.hour) || b.last - a.last)[0] ?? null;
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

// `toSorted` would be Chrome 110; the last Chrome of Windows 7 is 109.
function sorted<T>(items: Iterable<T>, order: (a: T, b: T) => number): T[] {
  return [...items].sort(order);
}
