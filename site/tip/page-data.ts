/** What the page hands to the widget, in one attribute: no widget reads content by itself. */
import { render } from 'preact';
import type { ListedInbox } from '../catalog/key-scripts.ts';
import type { Strings } from './strings.ts';

/** A number to call as printed, its `tel:` address, what it is, and whose. */
export interface Phone {
  number: string;
  href: string;
  label: string;
  of: string;
}

export interface PageData {
  strings: Strings;
  inboxes: ListedInbox[];
  phones: {
    /** The whole country's, 113 first: for danger, and where no province's are to be shown. */
    national: Phone[];
    /** `place` is the province's id. */
    provinces: { place: string; phones: Phone[] }[];
  };
  /** Where the pages of this language begin: `/`, or `/en/`. */
  home: string;
  /** The exercise: nothing is asked of the line, and nothing is sent. */
  practice: boolean;
}

/** The numbers for the place with this id ("lao-cai/lung-phinh"): its province's, never another's; without any, 113. */
export function phonesFor({ phones: { national, provinces } }: PageData, place: string | null): Phone[] {
  const province = place?.split('/')[0];
  return provinces.find((each) => each.place === province)?.phones ?? national.slice(0, 1);
}

/** Puts the first two numbers into the bar at the bottom, in place of 113, which the page brings for everybody. */
export function showInBar(phones: readonly Phone[]): void {
  const links = [...document.querySelectorAll<HTMLAnchorElement>('.bar .call')];
  for (const { number, href, of } of phones.slice(0, 2)) {
    const link = links[0]?.cloneNode(true) as HTMLAnchorElement;
    link.href = href;
    Object.assign(link.querySelector('span') ?? {}, { textContent: of });
    Object.assign(link.querySelector('b') ?? {}, { textContent: number });
    links[0]?.before(link);
  }
  for (const link of links) link.remove();
}

/** The place of a widget and what the page handed over. Null when the page has no such place. */
export function readPage(id: string): { root: HTMLElement; data: PageData } | null {
  const root = document.getElementById(id);
  const json = root?.dataset.page;
  return root && json ? { root, data: JSON.parse(json) as PageData } : null;
}

/** Whether this browser can seal a tip at all; where not, the page's own words and phone numbers stay. */
export function canSeal(): boolean {
  return (
    window.isSecureContext &&
    typeof crypto === 'object' &&
    typeof crypto.subtle === 'object' &&
    typeof Worker === 'function' &&
    typeof TransformStream === 'function' &&
    typeof BigInt === 'function'
  );
}

/** Takes a widget off its page, with everything that its components hold. */
export function takeDown(root: HTMLElement): void {
  render(null, root);
  // `RegExp.input` keeps the whole text that was matched last, which may have been a receipt.
  /^$/.test('');
}
