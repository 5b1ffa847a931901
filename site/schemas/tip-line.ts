import { commonLines, type Line } from './channels.ts';
import type { Inbox } from './inbox.ts';
import { holdsDemoKey, listInboxes, type ListedInbox } from './key-scripts.ts';
import type { Place } from './place.ts';

/** What the pages of the tip line need to know of it. */
export interface TipLine {
  inboxes: ListedInbox[];
  /** Numbers of the places the line is open for: whoever writes there may call there. */
  phones: Line[];
  /** Names of those places. */
  openFor: string[];
  exitUrl: string;
  /** Whether the build holds a demo key: then nothing sent here reaches anybody. */
  trial: boolean;
}

const FALLBACK_EXIT = 'https://nchmf.gov.vn/';

/** Puts the line together from all inboxes and places, as the content collections hold them. */
export function tipLineOf(
  inboxes: readonly Inbox[],
  places: readonly { id: string; data: Place }[],
): TipLine {
  const byId = new Map(places.map(({ id, data }) => [id, data]));
  const open = inboxes.flatMap(({ place }) => byId.get(place) ?? []);
  const above = open.flatMap(({ parent }) => (parent ? (byId.get(parent) ?? []) : []));
  return {
    inboxes: listInboxes(inboxes, byId),
    phones: commonLines([...new Set([...open, ...above])]),
    openFor: open.map(({ name }) => name),
    exitUrl: open[0]?.exitUrl ?? FALLBACK_EXIT,
    trial: holdsDemoKey(inboxes),
  };
}
