/** Rules of the house that no compiler knows: who may import whom, and what the Worker must never look at. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';
import { unstable_readConfig as readWranglerConfig } from 'wrangler';
import { projectRoot } from '../site/commands/project.ts';

function sources(folder: string): string[] {
  return readdirSync(join(projectRoot, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(ts|tsx|astro)$/.test(entry.name))
    .map((entry) => relative(projectRoot, join(entry.parentPath, entry.name)));
}

const read = (file: string) => readFileSync(join(projectRoot, file), 'utf8');

/** What a file brings in when it runs (types are gone by then): packages by name, files by path from the root. */
function importsOf(file: string, code = read(file)): string[] {
  const plain = code
    .replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '')
    .replace(/\b(import|export) type [^'"]*['"][^'"]+['"]/g, '');
  const found = plain.matchAll(
    /(?:\bfrom|\bimport)\s*\(?\s*['"]([^'"]+)['"]|\bnew URL\(\s*['"](\.[^'"]+)['"]/g,
  );
  return [...found].map(([, specifier = '', url = '']) => {
    const name = (specifier || url).replace(/\?.*$/, '');
    return name.startsWith('.') ? relative(projectRoot, join(projectRoot, dirname(file), name)) : name;
  });
}

/** Everything these pieces of code bring in, near and far. */
function reach(start: string[]): Set<string> {
  const seen = new Set<string>();
  const waiting = [...start];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    if (/^(site|worker)\/.*\.tsx?$/.test(next)) waiting.push(...importsOf(next));
  }
  return seen;
}

const offenders = (found: Iterable<string>, pattern: RegExp) =>
  [...found].filter((name) => pattern.test(name));

const workerFiles = sources('worker');
const siteFiles = sources('site');
const pageScripts = siteFiles.filter(
  (file) => /^site\/(browser|studio|photo|tip|desk|envelope)\//.test(file) && file !== 'site/desk/build.ts',
);
const inPages = siteFiles
  .filter((file) => file.endsWith('.astro'))
  .flatMap((file) =>
    [...read(file).matchAll(/<script[^>]*>([\s\S]*?)<\/script>/g)].flatMap(([, code]) =>
      importsOf(file, code),
    ),
  );

describe('who imports whom', () => {
  test('the Worker imports nothing of the site', () => {
    expect(workerFiles.length).toBeGreaterThan(5);
    expect(offenders(reach(workerFiles), /^site\//)).toEqual([]);
  });

  test('the site shares one file with the Worker: the contract', () => {
    const shared = offenders(
      siteFiles.flatMap((file) => importsOf(file)),
      /^worker\//,
    );
    expect([...new Set(shared)].filter((file) => !file.startsWith('worker/contract/'))).toEqual([]);
  });

  test('no script of a page brings in zod', () => {
    expect(pageScripts.length).toBeGreaterThan(5);
    expect(inPages.length).toBeGreaterThan(0);
    expect(offenders(reach([...pageScripts, ...inPages]), /^zod(\/|$)/)).toEqual([]);
  });

  test('the tip and the desk do not know each other', () => {
    const from = (folder: string) => reach(sources(folder).filter((file) => file !== 'site/desk/build.ts'));
    expect(offenders(from('site/tip'), /^site\/desk\//)).toEqual([]);
    expect(offenders(from('site/desk'), /^site\/tip\//)).toEqual([]);
  });

  test('components and layouts read no content: their page hands it to them', () => {
    const readers = siteFiles.filter((file) => /^site\/(components|layouts)\//.test(file));
    expect(readers.filter((file) => importsOf(file).includes('astro:content'))).toEqual([]);
  });
});

describe('what browsers differ in', () => {
  // Firefox guesses the type of one without it from its first piece alone.
  test('every Blob says its type', () => {
    const made = siteFiles.flatMap((file) =>
      [...read(file).matchAll(/new (?:Blob|File)\([^;]*/g)].map(([code]) => `${file}: ${code}`),
    );
    expect(made.length).toBeGreaterThan(5);
    expect(made.filter((code) => !/\btype\b/.test(code))).toEqual([]);
  });
});

describe('the Worker', () => {
  test('logs nothing', () => {
    expect(workerFiles.filter((file) => /\bconsole\s*[.[]/.test(read(file)))).toEqual([]);
    const config = readWranglerConfig({ config: join(projectRoot, 'wrangler.toml') });
    expect(config.observability?.enabled).toBe(false);
    expect(config.logpush).toBe(false);
    expect(config.tail_consumers ?? []).toEqual([]);
  });

  test('is at one address only', () => {
    const config = readWranglerConfig({ config: join(projectRoot, 'wrangler.toml') });
    expect(config.workers_dev).toBe(false);
    expect(config.preview_urls).toBe(false);
  });

  test('never asks who is calling', () => {
    const asks =
      /cf-connecting-ip|x-forwarded-for|x-real-ip|true-client-ip|user-agent|\breferer\b|\.referrer\b|accept-language|cookie|\.cf\b/i;
    expect(workerFiles.filter((file) => asks.test(read(file)))).toEqual([]);
  });
});
