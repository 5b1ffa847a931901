import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { distFolder, projectRoot } from '../project.ts';

// Static assets of a Worker on the free plan end at 20,000 files; a build stops well before that.
const maxFiles = 15_000;
const textFile = /\.(html|css|js|mjs|json|txt|xml|svg|ics|webmanifest|md)$|\/_headers$|\/_redirects$/;

/** The officer's tool is one file by design, under a policy of its own that names its script and style by hash. */
export const deskFile = 'can-bo/mo-tin.html';

/** Every file of the built site, as paths relative to `dist/` with forward slashes. */
export async function distFiles(dist = distFolder): Promise<string[]> {
  const entries = await readdir(dist, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(dist, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .toSorted();
}

/** Every file of a folder: its path with forward slashes, and the hex SHA-256 of its bytes. */
export async function hashFolder(folder: string): Promise<Map<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const pairs = files.map(async (file): Promise<[string, string]> => {
    const hash = createHash('sha256').update(await readFile(file));
    return [relative(folder, file).replaceAll('\\', '/'), hash.digest('hex')];
  });
  return new Map((await Promise.all(pairs)).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** The origin that the built site belongs to, as its home page says. Rejects when there is no built site. */
export async function builtSiteUrl(): Promise<string> {
  const home = await readFile(join(distFolder, 'index.html'), 'utf8');
  const canonical = /<link\b[^>]*\brel="canonical"[^>]*>/.exec(home)?.[0].match(/\bhref="([^"]+)"/)?.[1];
  if (!canonical) throw new Error('the home page does not say where it belongs');
  return new URL(canonical).origin;
}

/** Mail addresses that tips are delivered to, from `worker/addresses.json`, lower case. They must never be published. */
export async function deliveryAddresses(): Promise<string[]> {
  const file = await readFile(join(projectRoot, 'worker/addresses.json'), 'utf8').catch(() => '{}');
  const found = file.match(/[^\s"'<>,;]+@[^\s"'<>,;]+/g) ?? [];
  return found.map((address) => address.toLowerCase());
}

/**
 * What is wrong with the built site, one plain Vietnamese sentence each: too many files, a delivery address in a
 * published file, inline code or style that the pages' policy would refuse to run.
 */
export async function checkDist(): Promise<string[]> {
  const files = await distFiles();
  const wrong: string[] = [];
  wrong.push(...tooManyFiles(files.length));
  const addresses = await deliveryAddresses();
  for (const file of files.filter((name) => textFile.test(`/${name}`))) {
    const text = await readFile(join(distFolder, file), 'utf8');
    wrong.push(
      ...publishedAddresses(text, addresses).map((address) => `${file} lộ địa chỉ nhận tin ${address}.`),
    );
    if (file.endsWith('.html') && file !== deskFile) {
      wrong.push(...inlineCode(text).map((tag) => `${file} có mã hoặc kiểu viết thẳng trong trang: ${tag}`));
    }
  }
  return wrong;
}

/** A sentence for a site of more files than a build may have; empty when there is room. */
export function tooManyFiles(count: number): string[] {
  if (count <= maxFiles) return [];
  const [has, most] = [count, maxFiles].map((number) => number.toLocaleString('vi'));
  return [
    `Trang có ${has} tệp, quá mức ${most} (nơi đặt trang chỉ nhận 20.000). Hãy bớt địa bàn có áp phích riêng hoặc bớt khổ áp phích.`,
  ];
}

/** Which of these addresses, or any address of a local run, stand in a text. */
export function publishedAddresses(text: string, addresses: readonly string[]): string[] {
  const lower = text.toLowerCase();
  const local = lower.match(/[a-z0-9-]+@inbox\.test/g) ?? [];
  return [...new Set([...addresses.filter((address) => lower.includes(address)), ...local])];
}

/** Opening tags of an HTML page that carry code or style inline: `<style>`, `style=`, `on...=`, `<script>` without `src`. */
export function inlineCode(html: string): string[] {
  const tags = html.match(/<[a-z][a-z0-9-]*(?:"[^"]*"|'[^']*'|[^'">])*>/gi) ?? [];
  return tags.filter((tag) => {
    const bare = tag.replace(/"[^"]*"|'[^']*'/g, '""').toLowerCase();
    if (/^<style[\s>]/.test(bare) || /\s(style|on[a-z]+)\s*=/.test(bare)) return true;
    return /^<script[\s>]/.test(bare) && !/\ssrc\s*=/.test(bare) && !tag.includes('application/ld+json');
  });
}
