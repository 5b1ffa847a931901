import { createHash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AstroIntegration } from 'astro';
import { transformWithOxc } from 'vite';
import { KEPT_PAGES } from '../limits.ts';

const source = join(dirname(fileURLToPath(import.meta.url)), 'service-worker.ts');

/** Writes the service worker `/sw.js` beside the built pages, for exactly the pages of that build. */
export function offline(): AstroIntegration {
  return {
    name: 'offline',
    hooks: {
      'astro:build:done': async ({ dir }) => {
        const folder = fileURLToPath(dir);
        await writeFile(join(folder, 'sw.js'), await buildServiceWorker(folder));
      },
    },
  };
}

/** The code of the service worker for the site built in `dist`. Rejects when a page to keep is missing there. */
export async function buildServiceWorker(dist: string): Promise<string> {
  const pages = await pagesOf(dist);
  const htmlOf = (path: string) => {
    const html = pages.get(path);
    if (!html) throw new Error(`${path} is to be kept for reading offline, but was not built`);
    return html;
  };
  const styles = KEPT_PAGES.flatMap((path) => stylesOf(htmlOf(path)));
  const keep = [...KEPT_PAGES, ...new Set(styles)];
  const code = (await transformWithOxc(await readFile(source, 'utf8'), source, { target: 'chrome80' })).code;

  const hash = createHash('sha256').update(code);
  for (const path of KEPT_PAGES) hash.update(htmlOf(path));
  const rest = { standIn: KEPT_PAGES.at(-1), ...contentAddresses(pages) };
  const version = hash.update(JSON.stringify(rest)).digest('hex').slice(0, 12);
  return `const BUILD = ${JSON.stringify({ version, keep, ...rest })};\n${code}`;
}

/** Every page of a built site: its address ("/ke-hoach/x/") and its HTML. */
async function pagesOf(dist: string): Promise<Map<string, string>> {
  const entries = await readdir(dist, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && entry.name === 'index.html');
  const pages = files.map(async ({ parentPath, name }): Promise<[string, string]> => {
    const path = relative(dist, parentPath).replaceAll('\\', '/');
    return [path ? `/${path}/` : '/', await readFile(join(parentPath, name), 'utf8')];
  });
  return new Map(await Promise.all(pages));
}

// Kept with the page, for without it a page is hard to read; its name changes with its content.
const stylesOf = (html: string) =>
  (html.match(/<link\b[^>]*\brel="stylesheet"[^>]*>/g) ?? []).map(
    (tag) => /\bhref="([^"]+)"/.exec(tag)?.[1] ?? '',
  );

const isQuiet = (html: string) => /<body\b[^>]*\bclass="[^"]*\bquiet\b/.test(html);

/**
 * The content pages as the service worker knows them: the widest folders in which every page is one, and the single
 * pages beside them. A folder with a quiet page in it (the tip, safety) is split, so that no such page is answered for.
 */
export function contentAddresses(site: Map<string, string>): { folders: string[]; pages: string[] } {
  const folders: string[] = [];
  const pages: string[] = [];
  const split = (folder: string) => {
    const inside = [...site].filter(([path]) => path.startsWith(folder));
    const own = site.get(folder);
    if (folder !== '/' && inside.every(([, html]) => !isQuiet(html))) {
      folders.push(folder);
      return;
    }
    if (own && !isQuiet(own)) pages.push(folder);
    const below = inside.map(([path]) => path.slice(folder.length).split('/')[0]).filter(Boolean);
    for (const name of [...new Set(below)].toSorted()) split(`${folder}${name}/`);
  };
  split('/');
  return { folders, pages };
}
