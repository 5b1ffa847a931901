/** Whether `dist/` is what a build of this source would give. */
import { createHash } from 'node:crypto';
import { readFile, rm, writeFile, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { distFolder, projectRoot, readRelease } from '../project.ts';
import { hashFolder } from './check-dist.ts';

/** What a build is made from. */
const SOURCES = ['site', 'content', 'worker/contract'];
const FILES = ['astro.config.mjs', 'package.json', 'package-lock.json', 'worker/kids.txt'];

/** Not in `dist/`: it is of no use to whoever visits the site. */
const noteFile = join(projectRoot, '.local/dist-source');

async function sourceHash(): Promise<string> {
  const hash = createHash('sha256');
  for (const folder of SOURCES)
    // eslint-disable-next-line no-await-in-loop
    for (const [file, digest] of await hashFolder(join(projectRoot, folder)))
      hash.update(`${folder}/${file} ${digest}\n`);
  // eslint-disable-next-line no-await-in-loop
  for (const file of FILES) hash.update(await readFile(join(projectRoot, file)));
  // Pages and lists name the commit.
  hash.update((await readRelease()).commit);
  return hash.digest('hex');
}

/** Forgets what `dist/` was built from: a build that breaks off must not pass for one. */
export const forgetSource = (): Promise<void> => rm(noteFile, { force: true });

/** Notes that `dist/` was just built from this source. */
export async function noteSource(): Promise<void> {
  await mkdir(dirname(noteFile), { recursive: true });
  await writeFile(noteFile, await sourceHash());
}

/** False for a `dist/` that is missing, was not built to its end, or comes from another source. */
export async function isDistFresh(): Promise<boolean> {
  try {
    await readFile(join(distFolder, 'index.html'));
    return (await readFile(noteFile, 'utf8')) === (await sourceHash());
  } catch {
    return false;
  }
}
