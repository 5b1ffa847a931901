import type { Inbox } from '../schemas/inbox.ts';
import type { Place } from '../schemas/place.ts';

type Channels = Place['channels'];

/** Whose channel it is: the locality's, the one above it, or the whole country's (113 only). */
export type Origin = 'own' | 'parent' | 'national';

/** A channel with the name of the locality it belongs to, so that no page shows one without the other. */
export type Offered<T> = T & { origin: Origin; of: string };

type Phone = Channels['phones'][number];
type Note = NonNullable<Channels['vneid']>;
/** A number to call. `source` is null for 113, which stands in no plan. */
export type Hotline = Offered<Omit<Phone, 'source'> & { source: Phone['source'] | null }>;

/** What a locality offers, in the fixed order of the site; an empty list means: nothing published. */
export interface OfferedChannels {
  phones: Hotline[];
  mails: Offered<Channels['mails'][number]>[];
  vneid: Offered<Note>[];
  zalo: Offered<Channels['zalo'][number]>[];
  box: Offered<Note>[];
}

/** The national emergency number. No plan names it; it stands in only where nothing else is published. */
export const emergency: Hotline = {
  number: '113',
  label: 'Số khẩn cấp quốc gia, không phải số trong kế hoạch',
  hours: null,
  origin: 'national',
  of: 'cả nước',
  source: null,
};

/** The national number for who is hurt or faints; like 113 it stands in no plan. */
export const medical: Hotline = { ...emergency, number: '115', label: 'Cấp cứu y tế, số chung cả nước' };

/**
 * The channels a locality shows, kind by kind: its own; without any of that kind its parent's, marked
 * as the parent's; never another place's. `phones` is never empty: 113 stands in when neither has a
 * number. Pass `null` as parent for a province.
 */
export function channelsOf(place: Place, parent: Place | null): OfferedChannels {
  const offer = <T>(listOf: (channels: Channels) => T[]): Offered<T>[] => {
    const own = listOf(place.channels);
    if (own.length > 0) return own.map((item) => ({ ...item, origin: 'own', of: place.name }));
    if (!parent) return [];
    return listOf(parent.channels).map((item) => ({ ...item, origin: 'parent', of: parent.name }));
  };
  const phones: Hotline[] = offer((channels) => channels.phones);
  return {
    phones: phones.length > 0 ? phones : [emergency],
    mails: offer((channels) => channels.mails),
    vneid: offer((channels) => (channels.vneid ? [channels.vneid] : [])),
    zalo: offer((channels) => channels.zalo),
    box: offer((channels) => (channels.box ? [channels.box] : [])),
  };
}

/** The open inbox a tip from this locality goes to: its own, else its parent's, else none. */
export function inboxOf(placeId: string, place: Place, inboxes: Inbox[]): Inbox | null {
  const at = (id: string | null) => inboxes.find((inbox) => inbox.place === id && !inbox.closed) ?? null;
  return at(placeId) ?? at(place.parent);
}

/**
 * The numbers for a page about no place in particular: the province's when only one province is
 * published, else 113, since no province's number may stand in for another's.
 */
export function commonHotlines(places: Place[]): Hotline[] {
  const roots = places.filter((place) => place.parent === null);
  return roots.length === 1 ? channelsOf(roots[0], null).phones : [emergency];
}

/**
 * What to add to the address of the tip form so that it starts with the place of the page one comes from: a
 * fragment, which no server sees and which the form takes out of the address at once.
 */
export function tipPlace(placeId: string | undefined): string {
  return placeId === undefined ? '' : `#noi=${placeId}`;
}
