/** What the page hands to the widget, in one attribute: no widget reads content by itself. */
import { render } from 'preact';
import type { ListedInbox } from '../schemas/key-scripts.ts';
import type { Strings } from './strings.ts';

export interface PageData {
  strings: Strings;
  inboxes: ListedInbox[];
  /** Numbers to call, as printed, with their `tel:` address. */
  phones: { number: string; href: string; label: string }[];
  /** Where the pages of this language begin: `/`, or `/en/`. */
  home: string;
  /** The exercise: nothing is asked of the line, and nothing is sent. */
  practice: boolean;
}

/**
 * For every form. Chrome asks its maker about each form it meets, by a name made of the site and its fields, to fill
 * it in: that tells someone else who was about to write a tip. It leaves search forms alone, and knows them by this
 * address, which is never used: scripts answer the form, and the policy forbids it to go anywhere.
 */
export const PRIVATE_FORM = { action: '/search', autocomplete: 'off', noValidate: true } as const;

/** For every field: nothing typed may end up in the phone's dictionary, its form memory or its spelling service. */
export const PRIVATE_FIELD = {
  autocomplete: 'off',
  spellcheck: false,
  autocapitalize: 'sentences',
  // Spelled so, it is set as an attribute; the property of that name is a yes or no, and 'off' would be a yes.
  autoCorrect: 'off',
} as const;

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
