/** What the site keeps to on a phone, in numbers. Its texts quote them: site/i18n/quoted-numbers.ts. */

/** Photos of one tip. */
export const MAX_PHOTOS = 6;
/** Seconds of a recording. */
export const MAX_SECONDS = 120;

/** Presses of Escape that leave a quiet page. */
export const ESCAPE_PRESSES = 3;
/** Out of sight for so long, a quiet page stays blank until a button is pressed. */
export const AWAY_MS = 60_000;

/** Pages that stay readable without network. The last one stands in for every page that cannot be had. */
export const KEPT_PAGES = ['/duong-day-nong/', '/an-toan/', '/ngoai-tuyen/'];
