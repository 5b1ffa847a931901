/**
 * A deploy must not break a page that is open: it may still ask for the hashed files of its own release. So every build
 * lists its own, and a deploy brings those of the last releases along from the running site.
 */
import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { builtSiteUrl, distFiles, hashFolder, tooManyFiles } from './check-dist.ts';
import { distFolder, projectRoot, readRelease } from '../project.ts';
import { Refused, refuseIfAny } from '../refused.ts';

/** One release: what it was built from (`commit` is empty where nobody knew), and its files by path, as hex SHA-256. */
export interface Release {
  version: string;
  commit: string;
  files: Record<string, string>;
}

/** The list in a built site: its own release, and behind it those whose files are there too, newest first. */
export const releasesFile = 'ban-phat-hanh.json';
/** The releases whose files must not come back, one commit a line. */
const withdrawnFile = 'site/commands/release/withdrawn.txt';

/** Releases before this one whose files stay. */
const EARLIER = 3;
const MB = 2 ** 20;
const MAX_LIST = MB;
const MAX_FILE = 25 * MB;
const MAX_ALL = 100 * MB;

/** Writes the list of a complete build: everything in `_astro`, where names change with what is in a file. */
export async function writeRelease(dist = distFolder): Promise<void> {
  const hashed = [...(await hashFolder(join(dist, '_astro')))];
  const files = Object.fromEntries(hashed.map(([name, hash]) => [`_astro/${name}`, hash]));
  await writeReleases(dist, [{ ...(await readRelease()), files }]);
}

interface Earlier {
  dist?: string;
  /** Where the site runs; default the address that `dist` was built for. */
  url?: string;
  /** The text of `withdrawn.txt`. */
  withdrawn?: string;
  /** Milliseconds for one file. */
  patience?: number;
  /** Only refuses a withdrawn release: no earlier file is fetched. */
  without?: boolean;
}

/**
 * Puts the files of the last three releases of the running site into the built one, and their entries behind its own;
 * returns these releases. Each file is held against its hash in the running site's list; withdrawn releases are left out.
 * Nothing is written before everything is there and right. Rejects with `Refused`, whose sentence says how to go on.
 */
export async function keepEarlierReleases({
  dist = distFolder,
  url,
  withdrawn,
  patience = 30_000,
  without = false,
}: Earlier = {}): Promise<Release[]> {
  const gone = readWithdrawn(withdrawn ?? (await readFile(join(projectRoot, withdrawnFile), 'utf8')));
  const [own] = readReleases(await readFile(join(dist, releasesFile)));
  if (!own) throw new Error(`${releasesFile} names no release`);
  if (gone.has(own.commit)) {
    throw new Refused([`Bản ${say(own)} đã bị rút (${withdrawnFile}). Hãy đưa lên bản khác.`]);
  }
  if (without) return [];

  const site = url ?? (await builtSiteUrl());
  const list = await fetchFrom(`${site}/${releasesFile}`, MAX_LIST, patience);
  const running = readReleases(list);
  if (running.length === 0) throw refused(`${site}/${releasesFile} không phải danh sách bản phát hành`);
  const earlier = running
    .filter(({ commit, files }) => !gone.has(commit) && !sameFiles(files, own.files))
    .slice(0, EARLIER);
  const { kept, missing } = beside(own, earlier);
  refuseIfAny(tooManyFiles((await distFiles(dist)).length + missing.length));

  const fetched: { path: string; file: Uint8Array }[] = [];
  let left = MAX_ALL;
  for (const { path, hash, release } of missing) {
    // One after the other: an operator's line may be slow.
    // eslint-disable-next-line no-await-in-loop
    const file = await fetchFrom(`${site}/${path}`, Math.min(MAX_FILE, left), patience);
    if (hashOf(file) !== hash) {
      throw refused(`${site}/${path} khác với danh sách của trang (bản ${say(release)})`);
    }
    left -= file.length;
    fetched.push({ path, file });
  }
  await Promise.all(fetched.map(({ path, file }) => writeFile(join(dist, path), file)));
  await writeReleases(dist, [own, ...kept]);
  return kept;
}

/** What a deploy says of the releases it keeps. */
export function sayKept(kept: readonly Release[]): string {
  return kept.length > 0
    ? `Giữ thêm tệp của ${kept.length} bản trước, cho trang đang mở: ${kept.map(say).join(', ')}.`
    : 'Không có bản trước nào khác để giữ.';
}

/** A release in words: its version and the commit, as far as people read it. */
export function say({ version, commit }: Release): string {
  return `${version} (${commit.slice(0, 12) || 'không rõ commit'})`;
}

/** The releases that a list names, the site's own first; none when it is not such a list. Nothing of it is trusted. */
export function readReleases(list: Uint8Array): Release[] {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder().decode(list));
  } catch {
    return [];
  }
  return Array.isArray(value) && value.length <= 2 * EARLIER && value.every(isRelease) ? value : [];
}

/** A list without the earlier releases, which no build of the source can know. */
export function ownEntry(list: Uint8Array): Uint8Array {
  const [own] = readReleases(list);
  return own ? bytesOf([own]) : list;
}

/** Every file of a built folder with its hex SHA-256, as its build left it: without what it keeps for earlier releases. */
export async function hashOwnFiles(folder: string): Promise<Map<string, string>> {
  const hashes = await hashFolder(folder);
  const list = await readFile(join(folder, releasesFile)).catch(() => Buffer.alloc(0));
  const [own, ...earlier] = readReleases(list);
  if (!own) return hashes;
  for (const [path, hash] of earlier.flatMap(({ files }) => Object.entries(files))) {
    if (!(path in own.files) && hashes.get(path) === hash) hashes.delete(path);
  }
  return hashes.set(releasesFile, hashOf(bytesOf([own])));
}

function isRelease(value: unknown): value is Release {
  const { version, commit, files } = (value ?? {}) as Partial<Record<keyof Release, unknown>>;
  return (
    typeof version === 'string' &&
    /^[\w.+-]{1,40}$/.test(version) &&
    typeof commit === 'string' &&
    /^([0-9a-f]{40})?$/.test(commit) &&
    typeof files === 'object' &&
    files !== null &&
    // A plain name in one folder: no list can write, or ask, anywhere else.
    Object.entries(files).every(
      ([path, hash]) => /^_astro\/[\w-][\w.-]{0,200}$/.test(path) && /^[0-9a-f]{64}$/.test(String(hash)),
    )
  );
}

function readWithdrawn(text: string): Set<string> {
  const lines = text.split('\n').map((line) => line.replace(/#.*/, '').trim());
  refuseIfAny(
    lines.flatMap((line, at) =>
      line && !/^[0-9a-f]{40}$/.test(line)
        ? `${withdrawnFile} dòng ${at + 1} sai. Mỗi dòng là đủ 40 chữ số của một commit; ghi lý do sau dấu #.`
        : [],
    ),
  );
  return new Set(lines.filter(Boolean));
}

const sameFiles = (a: Release['files'], b: Release['files']) =>
  Object.keys(a).length === Object.keys(b).length &&
  Object.entries(a).every(([path, hash]) => b[path] === hash);

/** Earlier releases with the files that can lie beside those of `own`, and the files to fetch for them. */
function beside(own: Release, earlier: readonly Release[]) {
  const taken = new Map(Object.entries(own.files));
  const missing: { path: string; hash: string; release: Release }[] = [];
  const kept = earlier.map((release) => {
    // Of two files under one name only the newer can stay.
    const files = Object.entries(release.files).filter(([path, hash]) => (taken.get(path) ?? hash) === hash);
    for (const [path, hash] of files) {
      if (!taken.has(path)) missing.push({ path, hash, release });
      taken.set(path, hash);
    }
    return { ...release, files: Object.fromEntries(files) };
  });
  return { kept, missing };
}

async function fetchFrom(address: string, most: number, patience: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    const response = await fetch(address, {
      redirect: 'manual',
      cache: 'no-store',
      signal: AbortSignal.timeout(patience),
    });
    if (response.status !== 200) throw new Error(`máy chủ trả về ${response.status}`);
    for await (const chunk of response.body ?? []) {
      size += chunk.length;
      if (size > most) throw new Error('lớn quá mức');
      chunks.push(chunk);
    }
  } catch (error) {
    const { name, message, cause } = error as Error & { cause?: { code?: string } };
    const why =
      name === 'TimeoutError' ? 'máy chủ không trả lời kịp' : (cause?.code ?? message).replace(/\.$/, '');
    throw refused(`không tải được ${address} (${why})`);
  }
  return Buffer.concat(chunks);
}

function refused(why: string): Refused {
  return new Refused([
    `Chưa giữ được tệp của các bản trước: ${why}. Trang đang mở trên điện thoại cần các tệp ấy. Xem lại mạng và địa chỉ, rồi chạy lại. Bản hỏng thì ghi commit của nó vào ${withdrawnFile}. Nếu ở đó chưa có trang nào chạy, hoặc đành để trang đang mở phải mở lại: npm run deploy -- --without-earlier`,
  ]);
}

async function writeReleases(dist: string, releases: Release[]): Promise<void> {
  await writeFile(join(dist, releasesFile), bytesOf(releases));
}

const bytesOf = (releases: Release[]) => Buffer.from(`${JSON.stringify(releases)}\n`);
const hashOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
