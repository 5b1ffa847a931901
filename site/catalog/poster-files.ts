/** Which poster sheets there are, at which addresses, and what stands on each. */
import { type LaidPoster, layPoster, type PosterWords } from '../print/sheets/poster.ts';
import { stampTrial } from '../print/sheets/trial-stamp.ts';
import type { Typeface } from '../print/engine/typeface.ts';
import { formatDecimal } from '../text/number.ts';
import { channelsOf, type Offered } from './channels.ts';
import type { Place } from '../schemas/place.ts';
import type { Poster } from '../schemas/poster.ts';
import type { PlaceEntry, PosterEntry } from './entries.ts';

/** A size a poster is made in, in millimetres; `id` is its part of an address. */
export interface PosterSize {
  id: string;
  name: string;
  width: number;
  height: number;
}

/** Sizes for a wall indoors, which any office can print. */
const wallSizes: PosterSize[] = [
  { id: 'a3', name: 'A3', width: 297, height: 420 },
  { id: 'a4', name: 'A4', width: 210, height: 297 },
];

/** The sizes of a poster, as the plan gives them first, then those for walls. */
export function sizesOf({ sizes }: Poster): PosterSize[] {
  const planned = sizes.map(({ width, height }) => ({
    id: `${width}x${height}`,
    name: `${formatDecimal(width, 2)} x ${formatDecimal(height, 2)} m`,
    width: width * 1000,
    height: height * 1000,
  }));
  return [...planned, ...wallSizes];
}

/** The places under a poster's own that have a number or mailbox of their own, and so get posters of their own. */
export function ownPosterPlaces(poster: Poster, places: readonly PlaceEntry[]): PlaceEntry[] {
  return places.filter(
    ({ data: { parent, channels } }) =>
      parent === poster.place && channels.phones.length + channels.mails.length > 0,
  );
}

/**
 * Address of a poster's file: `/ap-phich/nhom-2/0.8x1.6.pdf`, for a place of its own
 * `/ap-phich/nhom-2/lung-phinh/0.8x1.6.pdf`.
 */
export function posterFilePath(poster: PosterEntry, placeId: string, size: PosterSize, kind: string): string {
  const { place } = poster.data;
  const own = placeId === place ? '' : `${placeId.slice(place.length + 1)}/`;
  return `/ap-phich/${poster.id}/${own}${size.id}.${kind}`;
}

/** What a poster's sheets are made from besides the poster. */
export interface PosterSetting {
  /** The place whose channels it shows, and the one above it. */
  place: Place;
  parent: Place | null;
  /** The poster's own place, whose name no line of the headline may tear. */
  campaign: Place;
  siteUrl: string;
  /** Whether the site holds demo keys, so that a tip sent by way of the code reaches nobody. */
  trial: boolean;
}

/** What stands on every sheet of a poster, whatever its size and name. */
export function posterWords(
  poster: Poster,
  { place, parent, campaign, siteUrl }: Omit<PosterSetting, 'trial'>,
): PosterWords {
  const channels = channelsOf(place, parent);
  return {
    headline: poster.headline,
    names: [...(poster.blank?.kinds ?? []), campaign.name.toLocaleUpperCase('vi')],
    lines: poster.lines,
    phones: channels.phones.map((line) => line.number),
    mails: channels.mails.map((mail) => mail.address),
    lent: { phones: lender(channels.phones), mails: lender(channels.mails) },
    tipAddress: `${siteUrl}/bao-tin/`,
  };
}

/** Lays one sheet of a poster out, with the blank as a ruled line. */
export function posterSheet(
  poster: Poster,
  size: PosterSize,
  setting: PosterSetting,
  typeface: Typeface,
): LaidPoster {
  const title = `Áp phích nhóm ${poster.group}, khổ ${size.name}`;
  const laid = layPoster({ ...posterWords(poster, setting), title, size }, typeface);
  return setting.trial ? { ...laid, sheet: stampTrial(laid.sheet, typeface) } : laid;
}

/** Whose channels these are when the place has none of its own. */
const lender = (offered: Offered<unknown>[]) => offered.find(({ origin }) => origin === 'parent')?.of;
