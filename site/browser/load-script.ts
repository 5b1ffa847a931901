/** Scripts of ours that come later than the page, from a site that may be another release by then. */
import { randomBytes, toHex } from '../envelope/bytes.ts';

/** The site has this script no more: the page is of a release that is gone, and only opening it again helps. */
export class ScriptGone extends Error {}

/** The address of this page, which may hide behind another later (`forgetAddress`). */
export const PAGE = location.pathname;
const gone = new Set<string>();

/** What a script of ours may take on the slowest line, in ms. A line that is silent is as dead as one that is cut. */
export const SCRIPT_TIMEOUT = 30_000;

function inTime<T>(coming: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout>;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('silent')), SCRIPT_TIMEOUT);
  });
  return Promise.race([coming, late]).finally(() => clearTimeout(timer));
}

/** Fetches past every cache, to the end: a browser keeps what was read to its end. */
const fetchAnew = (address: string) =>
  inTime(
    fetch(address, { cache: 'reload' }).then(async (response) => {
      await response.text();
      return response;
    }),
  );

/**
 * Has a script fetched again past every cache, for what lies there may be an error of an earlier hour. Rejects with
 * `ScriptGone` when the site has none, otherwise on a dead line or a silent one.
 */
export async function refetchScript(address: string): Promise<void> {
  // Whoever writes asks for it with every letter.
  if (gone.has(address)) throw new ScriptGone();
  const { status } = await fetchAnew(address);
  if (status !== 404) return;
  gone.add(address);
  // The page itself may be kept for half an hour: however it is opened again, it has to be the new one.
  await fetchAnew(PAGE).catch(() => undefined);
  throw new ScriptGone();
}

/**
 * Imports a script. Most browsers in use remember a failure for the address as long as the page lives
 * (whatwg/html#6768), so a second try is made at once, past every cache and under another address; `fresh` begins with
 * such an address. Rejects as `refetchScript` does; the next call tries again.
 */
export async function loadScript<Script>(address: string, fresh = false): Promise<Script> {
  // Random, not the time: a phone's clock, with its error, is as good as a name.
  const again = () => `${address}?${toHex(randomBytes(4))}`;
  try {
    return (await inTime(import(/* @vite-ignore */ fresh ? again() : address))) as Script;
  } catch {
    await refetchScript(address);
    return (await inTime(import(/* @vite-ignore */ again()))) as Script;
  }
}
