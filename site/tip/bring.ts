/** Scripts of ours that come later than the page, from a site that may be another release by then. */
import { randomBytes, toHex } from '../envelope/bytes.ts';

/** The site has this script no more: the page is of a release that is gone, and only opening it again helps. */
export class Gone extends Error {}

/** The address of this page, which may hide behind another later (`forgetAddress`). */
export const PAGE = location.pathname;
const gone = new Set<string>();

/**
 * Has a script fetched again past every cache, for what lies there may be an error of an earlier hour. Rejects with
 * `Gone` when the site has none, otherwise on a dead line.
 */
export async function renew(address: string): Promise<void> {
  // Whoever writes asks for it with every letter.
  if (gone.has(address)) throw new Gone();
  const response = await fetch(address, { cache: 'reload' });
  // A browser keeps what was read to its end.
  await response.text();
  if (response.status !== 404) return;
  gone.add(address);
  // The page itself may be kept for half an hour: however it is opened again, it has to be the new one.
  await fetch(PAGE, { cache: 'reload' }).then(
    (page) => page.text(),
    () => undefined,
  );
  throw new Gone();
}

/**
 * Imports a script. Most browsers in use remember a failure for the address as long as the page lives
 * (whatwg/html#6768), so a second try is made at once, past every cache and under another address; `fresh` begins with
 * such an address. Rejects as `renew` does; the next call tries again.
 */
export async function bring<Script>(address: string, fresh = false): Promise<Script> {
  // Random, not the time: a phone's clock, with its error, is as good as a name.
  const again = () => `${address}?${toHex(randomBytes(4))}`;
  try {
    return (await import(/* @vite-ignore */ fresh ? again() : address)) as Script;
  } catch {
    await renew(address);
    return (await import(/* @vite-ignore */ again())) as Script;
  }
}
