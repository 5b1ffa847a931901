/** Where a tip goes: the place it is about, and whose inbox gets it. */
import type { ListedInbox } from '../../catalog/key-scripts.ts';

export interface Destination {
  /** What the list shows as chosen: the inbox of the place, or of its province. */
  place: ListedInbox | null;
  /** Who gets the tip. Only a tap sets it: it is the sender's decision. */
  inbox: ListedInbox | null;
  /** The place that a link named has no inbox of its own. */
  closed: boolean;
  /** The person picked the place from the list, which stays: a slip of the thumb can be mended. */
  picked?: boolean;
}

/**
 * The destination before anybody has chosen. `wanted` is the id of a place ("lao-cai/lung-phinh"), or null; a place
 * without inbox gives the nearest one above it, marked as `closed`.
 */
export function destinationFor(inboxes: readonly ListedInbox[], wanted: string | null): Destination {
  const at = (place: string) => inboxes.find(({ placeId }) => placeId === place) ?? null;
  const lower = inboxes.filter(({ upper }) => upper !== null);
  if (wanted === null) {
    const only = lower.length === 1 || inboxes.length === 1;
    return { place: only ? (lower[0] ?? inboxes[0] ?? null) : null, inbox: null, closed: false };
  }
  // A place's id begins with the id of the place above it.
  for (let id = wanted; id; id = id.slice(0, Math.max(0, id.lastIndexOf('/')))) {
    const place = at(id);
    if (place) return { place, inbox: null, closed: id !== wanted };
  }
  return { place: null, inbox: null, closed: true };
}

/**
 * The place that the link to this page named (`#noi=<place id>` or `?noi=`), and takes it out of the address. After
 * the hash it never goes over the line, and the page is the same to every cache.
 */
export function takeWantedPlace(): string | null {
  const wanted = /[?#&]noi=([a-z0-9/-]+)/.exec(location.search + location.hash)?.[1] ?? null;
  if (wanted !== null) history.replaceState(history.state, '', location.pathname);
  return wanted;
}
