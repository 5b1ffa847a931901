/** The built site as its tests see it: pages, what they load, and what that weighs on the wire. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { builtSiteUrl, deskFile, distFiles } from '../../site/commands/release/check-dist.ts';
import { distFolder } from '../../site/commands/project.ts';

export const siteUrl = await builtSiteUrl();
export const files = await distFiles();

/** HTML files but the officer's tool, which is one file under rules of its own. */
export const pages = files.filter((file) => file.endsWith('.html') && file !== deskFile);
export const isTipPage = (page: string) => /^([a-z]{2,3}\/)?bao-tin\//.test(page);

const cache = new Map<string, string>();
export function read(file: string): string {
  const text = cache.get(file) ?? readFileSync(join(distFolder, file), 'utf8');
  cache.set(file, text);
  return text;
}

/** Bytes of all these files together, each gzipped on its own as a server sends them. */
export function gzipSize(list: Iterable<string>): number {
  return [...list].reduce((sum, file) => sum + gzipSync(readFileSync(join(distFolder, file))).length, 0);
}

/** The dist file behind an address as written in `from`; undefined for other origins and for nothing. */
export function resolveFile(address: string, from: string): string | undefined {
  const url = URL.parse(address, `${siteUrl}/${from.replace(/index\.html$/, '')}`);
  if (!url || url.origin !== siteUrl) return undefined;
  const path = decodeURIComponent(url.pathname).replace(/^\//, '');
  const file = path === '' || path.endsWith('/') ? `${path}index.html` : path;
  return existsSync(join(distFolder, file)) && files.includes(file) ? file : undefined;
}

/** Opening tags of one kind with their attributes, in order. */
export function tags(html: string, name: string): Record<string, string>[] {
  const found = html.match(new RegExp(`<${name}(?=[\\s>])(?:"[^"]*"|'[^']*'|[^'">])*>`, 'gi')) ?? [];
  return found.map((tag) => {
    const attributes = tag.matchAll(/\s([a-z][a-z0-9:-]*)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+)))?/gi);
    return Object.fromEntries(
      [...attributes].map(([, key = '', a, b, c]) => [key.toLowerCase(), unescape(a ?? b ?? c ?? '')]),
    );
  });
}

const unescape = (text: string) =>
  text
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&#38;', '&')
    .replaceAll('&amp;', '&');

/** Style sheets of a page. */
export function stylesOf(page: string): string[] {
  return tags(read(page), 'link')
    .filter(({ rel }) => rel === 'stylesheet')
    .map(({ href = '' }) => resolveFile(href, page) ?? `missing: ${href}`);
}

/** Scripts that a page names itself. */
export function scriptsOf(page: string): string[] {
  return tags(read(page), 'script').flatMap(({ src }) =>
    src === undefined ? [] : (resolveFile(src, page) ?? `missing: ${src}`),
  );
}

/** The scripts of a page and what they import before they can run. */
export function scriptsBeforeUse(page: string): Set<string> {
  return closure(scriptsOf(page), (file) => matches(file, /(?:\bfrom|\bimport)\s*["']([^"']+)["']/g));
}

/**
 * Every script a page could ever load (parts, workers, keys): whatever string in the page or in a script of it names
 * a script of the site.
 */
export function allScripts(page: string): Set<string> {
  const seen = closure([page], (file) => matches(file, /([\w./-]+\.m?js)\b/g));
  seen.delete(page);
  return seen;
}

const matches = (file: string, pattern: RegExp) =>
  [...read(file).matchAll(pattern)].map(([, address = '']) => address);

function closure(start: string[], next: (file: string) => string[]): Set<string> {
  const seen = new Set<string>();
  const waiting = [...start];
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (seen.has(file)) continue;
    seen.add(file);
    for (const address of next(file)) {
      // Bundles name scripts relative to themselves, from the root, or (preload lists) from the root without its slash.
      const target = resolveFile(address, file) ?? resolveFile(`/${address.replace(/^\//, '')}`, file);
      if (target?.endsWith('js')) waiting.push(target);
    }
  }
  return seen;
}

/** Font files that the styles and preloads of a page name. */
export function fontsOf(page: string): string[] {
  const named = stylesOf(page).flatMap((style) =>
    [...read(style).matchAll(/url\(\s*["']?([^"')]+)["']?\s*\)/g)].map(([, address = '']) => ({
      address,
      from: style,
    })),
  );
  const preloads = tags(read(page), 'link')
    .filter(({ rel, as }) => rel === 'preload' && as === 'font')
    .map(({ href = '' }) => ({ address: href, from: page }));
  const fonts = [...named, ...preloads].filter(({ address }) => /\.(woff2?|ttf|otf)(\?|#|$)/.test(address));
  return [...new Set(fonts.map(({ address, from }) => resolveFile(address, from) ?? `missing: ${address}`))];
}
