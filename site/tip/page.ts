/** What the page hands to the widget, in one attribute: no widget reads content by itself. */
import type { ListedInbox } from '../schemas/key-scripts.ts';
import type { Strings } from './strings.ts';

export interface PageData {
  strings: Strings;
  inboxes: ListedInbox[];
  /** Numbers to call, as printed, with their `tel:` address. */
  phones: { number: string; href: string; label: string }[];
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
