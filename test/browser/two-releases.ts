/** A line of its own whose site can become another release while pages of the first are open. */
import { once } from 'node:events';
import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename, join } from 'node:path';
import { distFiles } from '../../site/commands/release/check-dist.ts';
import { freePort, type LocalLine, startLocalLine } from '../../site/commands/line/local-line.ts';
import { distFolder, projectRoot } from '../../site/commands/project.ts';
import { keepEarlierReleases, writeRelease } from '../../site/commands/release/releases.ts';
import { test as base } from './line.ts';

export interface TwoReleases {
  url: string;
  /** Puts the first release up. */
  first(): void;
  /** Puts the second up, which has no hashed script in common with the first, with the first's beside them or without. */
  second(earlier: 'kept' | 'gone'): void;
  /** Puts one file of the site in the place of what is there. */
  put(path: string, text: string): void;
}

const HASHED = /([.-])([\w-]{8})(\.(?:js|css))$/;

/** A copy of the built site, as if each hashed script and style had changed. */
async function changedRelease(folder: string): Promise<void> {
  await cp(distFolder, folder, { recursive: true });
  const renamed = (await readdir(join(folder, '_astro')))
    .filter((name) => HASHED.test(name))
    .map((name) => [name, name.replace(HASHED, '$1new$2$3')] as const);
  for (const file of (await distFiles(folder)).filter((name) => /\.(html|js|css)$/.test(name))) {
    const path = join(folder, file);
    const text = await readFile(path, 'utf8');
    await writeFile(
      path,
      renamed.reduce((now, [old, name]) => now.replaceAll(old, name), text),
    );
  }
  for (const [old, name] of renamed) {
    await cp(join(folder, '_astro', old), join(folder, '_astro', name));
    await rm(join(folder, '_astro', old));
  }
  await writeRelease(folder);
}

async function startTwoReleases(folder: string): Promise<TwoReleases & { stop(): Promise<void> }> {
  await rm(folder, { recursive: true, force: true });
  const [gone, kept] = ['gone', 'kept'].map((name) => join(folder, name)) as [string, string];
  await mkdir(folder, { recursive: true });
  const lineOf = async (dist: string) =>
    startLocalLine({
      port: await freePort(),
      dist,
      script: 'test/worker/cheap-line.ts',
      mailDir: join(folder, 'mail'),
      stateDir: join(folder, 'state', basename(dist)),
    });
  const first = await lineOf(distFolder);
  await changedRelease(gone);
  await cp(gone, kept, { recursive: true });
  await keepEarlierReleases({ dist: kept, url: first.url, withdrawn: '' });
  const lines = { first, gone: await lineOf(gone), kept: await lineOf(kept) };

  // A line takes up what changes in its folder sooner or later, a busy one never: a deploy is another line.
  let current: LocalLine = first;
  const others = new Map<string, string>();
  const site = createServer((incoming, answer) => {
    const { url = '', method, headers } = incoming;
    const text = others.get(url.replace(/\?.*/, ''));
    if (text !== undefined) delete headers['if-none-match'];
    const onward = request(current.url + url, { method, headers }, (came) => {
      if (text === undefined) {
        answer.writeHead(came.statusCode ?? 502, came.headers);
        came.pipe(answer);
        return;
      }
      const { etag: _, 'content-length': __, 'content-encoding': ___, ...kind } = came.headers;
      came.resume();
      answer.writeHead(200, kind).end(text);
    });
    onward.on('error', () => answer.destroy());
    incoming.pipe(onward);
  }).listen(0, 'localhost');
  await once(site, 'listening');
  return {
    url: `http://localhost:${(site.address() as AddressInfo).port}`,
    first() {
      current = first;
      others.clear();
    },
    second(earlier) {
      current = lines[earlier];
    },
    put: (path, text) => void others.set(`/${path}`, text),
    async stop() {
      site.closeAllConnections();
      site.close();
      await Promise.all(Object.values(lines).map((line) => line.stop()));
    },
  };
}

/** Playwright's `test` with the fixture `site`, whose pages are the ones that are opened. */
export const test = base.extend<{ site: TwoReleases }, { two: TwoReleases }>({
  two: [
    async ({}, use, { workerIndex }) => {
      const two = await startTwoReleases(join(projectRoot, `.local/test/releases-${workerIndex}`));
      await use(two);
      await two.stop();
    },
    { scope: 'worker' },
  ],
  site: async ({ two }, use) => {
    two.first();
    await use(two);
  },
  baseURL: ({ two }, use) => use(two.url),
});
