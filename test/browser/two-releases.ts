/** A line of its own whose site can become another release while pages of the first are open. */
import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { distFiles } from '../../site/commands/check-dist.ts';
import { freePort, startLine } from '../../site/commands/line.ts';
import { distFolder, projectRoot } from '../../site/commands/project.ts';
import { keepEarlierReleases, writeRelease } from '../../site/commands/releases.ts';
import { test as base } from './line.ts';

export interface TwoReleases {
  url: string;
  /** Puts the first release up. */
  first(): Promise<void>;
  /** Puts the second up, which has no hashed script in common with the first, with the first's beside them or without. */
  second(earlier: 'kept' | 'gone'): Promise<void>;
  /** Puts one file of the site in the place of what is there. */
  put(path: string, text: string): Promise<void>;
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
  const [served, changed] = ['served', 'changed'].map((name) => join(folder, name)) as [string, string];
  await mkdir(folder, { recursive: true });
  await cp(distFolder, served, { recursive: true });
  await changedRelease(changed);
  const line = await startLine({
    port: await freePort(),
    dist: served,
    script: 'test/worker/cheap-line.ts',
    mailDir: join(folder, 'mail'),
    stateDir: join(folder, 'state'),
  });
  let deploys = 0;
  /** Resolves once the line knows what lies there: a file that is new is seen after all that came or went before. */
  const settled = async () => {
    deploys += 1;
    const name = `deploy-${deploys}.txt`;
    // A line that takes up new files may break a connection; a busy one may miss that they came.
    const isThere = () =>
      fetch(`${line.url}/${name}`).then(
        ({ ok }) => ok,
        () => false,
      );
    for (let looks = 0; looks === 0 || !(await isThere()); looks++) {
      if (looks % 40 === 0) await writeFile(join(served, name), String(looks));
      await delay(50);
    }
  };
  const become = async (release: string) => {
    const files = new Set(await distFiles(release));
    await cp(release, served, { recursive: true });
    await Promise.all(
      (await distFiles(served)).filter((file) => !files.has(file)).map((file) => rm(join(served, file))),
    );
    await settled();
  };
  return {
    url: line.url,
    first: () => become(distFolder),
    async second(earlier) {
      const next = join(folder, 'next');
      await rm(next, { recursive: true, force: true });
      await cp(changed, next, { recursive: true });
      if (earlier === 'kept') await keepEarlierReleases({ dist: next, url: line.url, withdrawn: '' });
      await become(next);
    },
    async put(path, text) {
      await writeFile(join(served, path), text);
      await settled();
    },
    stop: () => line.stop(),
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
    await two.first();
    await use(two);
  },
  baseURL: ({ two }, use) => use(two.url),
});
