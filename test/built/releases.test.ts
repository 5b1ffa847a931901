import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { distFolder } from '../../site/commands/project.ts';
import { readReleases, releasesFile } from '../../site/commands/release/releases.ts';

test('the list of releases names everything whose name changes with what is in it', async () => {
  const [own] = readReleases(await readFile(join(distFolder, releasesFile)));
  const names = (await readdir(join(distFolder, '_astro'))).map((name) => `_astro/${name}`);
  expect(Object.keys(own?.files ?? {}).toSorted()).toEqual(names.toSorted());
  for (const part of [
    /mount-tip/,
    /Photos/,
    /Voice/,
    /ExposureCheck/,
    /proof-worker/,
    /tip-worker/,
    /thread-worker/,
    /find\./,
    /\.woff2$/,
    /\.css$/,
  ])
    expect(names).toContainEqual(expect.stringMatching(part));
});
