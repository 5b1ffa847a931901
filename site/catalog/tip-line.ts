import { channelsOf, type Hotline } from './channels.ts';
import type { Inbox } from '../schemas/inbox.ts';
import { holdsDemoKey, listInboxes, type ListedInbox } from './key-scripts.ts';
import { EXIT_URL } from '../schemas/place.ts';
import type { PlaceEntry } from './entries.ts';

/** What the pages of the tip line need to know of it. */
export interface TipLine {
  /** Those that take tips. */
  inboxes: ListedInbox[];
  /** Those that answer receipts: also the closed ones. */
  answering: ListedInbox[];
  /** Numbers of each province that publishes some, by its id: shown to nobody who writes about another place. */
  provinces: Record<string, Hotline[]>;
  /** Names of those places. */
  openFor: string[];
  exitUrl: string;
  /** Whether the build holds a demo key: then nothing sent here reaches anybody. */
  trial: boolean;
}

/** Puts the line together from all inboxes and places, as the content collections hold them. */
export function tipLineOf(inboxes: readonly Inbox[], places: readonly PlaceEntry[]): TipLine {
  const byId = new Map(places.map(({ id, data }) => [id, data]));
  const answering = listInboxes(inboxes, byId);
  const isOpen = new Map(inboxes.map(({ id, closed }) => [id, !closed]));
  const open = inboxes.flatMap(({ place, closed }) => (closed ? [] : (byId.get(place) ?? [])));
  const all = inboxes.flatMap(({ place }) => byId.get(place) ?? []);
  const speaking = places.filter(({ data: { parent, channels } }) => !parent && channels.phones.length > 0);
  return {
    inboxes: answering.filter(({ id }) => isOpen.get(id)),
    answering,
    provinces: Object.fromEntries(speaking.map(({ id, data }) => [id, channelsOf(data, null).phones])),
    openFor: open.map(({ name }) => name),
    exitUrl: all[0]?.exitUrl ?? EXIT_URL,
    trial: holdsDemoKey(inboxes),
  };
}
