/** Compares what a site serves, or a folder holds, with a build of this source. */
import { hashOwnFiles } from './releases.ts';

/** What the other side has of one address: its status, body and headers (names in lower case). */
export interface Served {
  status: number;
  headers: ReadonlyMap<string, string>;
  body: Uint8Array;
}

/** Fetches one path ("/dia-ban/") as a browser would see it, redirects not followed. */
export type Fetch = (path: string) => Promise<Served>;

/**
 * Every difference of a folder from a build, one Vietnamese sentence each; empty when every byte is the same. What either
 * keeps for earlier releases is none.
 */
export async function compareFolders(build: string, other: string): Promise<string[]> {
  const [ours, theirs] = await Promise.all([hashOwnFiles(build), hashOwnFiles(other)]);
  return [
    ...[...ours].flatMap(([file, hash]) => {
      const theirHash = theirs.get(file);
      if (theirHash === hash) return [];
      return [theirHash ? `${file}: nội dung khác bản dựng.` : `${file}: thiếu tệp này.`];
    }),
    ...[...theirs.keys()]
      .filter((file) => !ours.has(file))
      .map((file) => `${file}: tệp thừa, bản dựng không có.`),
  ];
}

// What a host adds or changes on the way without touching what a browser makes of the page.
const TRANSPORT = new Set(
  'accept-ranges age alt-svc cf-cache-status cf-ray connection content-encoding content-length date etag keep-alive last-modified server server-timing transfer-encoding vary'.split(
    ' ',
  ),
);

/**
 * Every difference between what `theirs` and `ours` serve at each of `paths`, one Vietnamese sentence each. A header
 * that only one side sends is a difference, unless it belongs to the transport alone.
 */
export async function compareServed(paths: readonly string[], ours: Fetch, theirs: Fetch): Promise<string[]> {
  const differences: string[] = [];
  for (const path of paths) {
    // One after the other: an operator's line is slow, and the other side may be a phone's hotspot.
    // eslint-disable-next-line no-await-in-loop
    const [mine, other] = await Promise.all([ours(path), theirs(path)]);
    differences.push(...compareOne(mine, other).map((difference) => `${path}: ${difference}`));
  }
  return differences;
}

function compareOne(mine: Served, other: Served): string[] {
  if (mine.status !== other.status) return [`trả về ${other.status}, lẽ ra ${mine.status}.`];
  const names = new Set([...mine.headers.keys(), ...other.headers.keys()]);
  const headers = [...names]
    .filter((name) => !TRANSPORT.has(name) && mine.headers.get(name) !== other.headers.get(name))
    .map((name) => sayHeader(name, mine.headers.get(name), other.headers.get(name)));
  const same = Buffer.from(mine.body).equals(Buffer.from(other.body));
  return same ? headers : ['nội dung khác bản dựng.', ...headers];
}

function sayHeader(name: string, mine: string | undefined, other: string | undefined): string {
  if (other === undefined) return `thiếu tiêu đề ${name}.`;
  if (mine === undefined) return `thừa tiêu đề ${name}: ${other}`;
  return `tiêu đề ${name} khác: ${other}`;
}

/** Same-origin addresses that a text of the other side names (links, scripts, styles, pictures, the sitemap). */
export function addressesIn(text: string, base: string): string[] {
  const origin = new URL(base).origin;
  const named = text.matchAll(
    /(?:\b(?:href|src|action)="|<loc>|\bimport\(?\s*["'`]|\bfrom\s*["'`]|url\(["']?)([^"'`<>\s)]+)/g,
  );
  return [...named].flatMap(([, address = '']) => {
    const url = URL.parse(address.replaceAll('&amp;', '&'), base);
    return url?.origin === origin ? [url.pathname] : [];
  });
}
