import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  addressesIn,
  compareFolders,
  compareServed,
  type Fetch,
  type Served,
} from '../../site/commands/release/compare.ts';
import { hashFolder } from '../../site/commands/release/check-dist.ts';
import { distFolder, projectRoot } from '../../site/commands/project.ts';
import { siteUrl } from '../built/built-site.ts';

let scratch: string;
beforeAll(async () => {
  // On the project's own disk, for hard links.
  await mkdir(join(projectRoot, '.local'), { recursive: true });
  scratch = await mkdtemp(join(projectRoot, '.local/verify-'));
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

describe('two builds', () => {
  test('of one source in two folders are the same, byte for byte', { timeout: 180_000 }, async () => {
    const other = join(scratch, 'source');
    for (const name of await readdir(projectRoot)) {
      if (['node_modules', 'dist', '.git', '.local', '.astro', 'test-results', '.wrangler'].includes(name))
        continue;
      await cp(join(projectRoot, name), join(other, name), { recursive: true });
    }
    // Hard links: an installation of its own at the price of its folders.
    execFileSync('cp', ['-al', join(projectRoot, 'node_modules'), join(other, 'node_modules')]);
    execFileSync(process.execPath, ['site/commands/build.ts', '--local'], {
      cwd: other,
      env: { ...process.env, SITE_URL: siteUrl },
      stdio: 'pipe',
    });
    expect(await compareFolders(distFolder, join(other, 'dist'))).toEqual([]);
    expect((await hashFolder(distFolder)).size).toBeGreaterThan(100);
  });

  test('with a changed byte, a missing file or an added one are not the same', async () => {
    const other = join(scratch, 'changed');
    await cp(distFolder, other, { recursive: true });
    const page = await readFile(join(other, 'an-toan/index.html'), 'utf8');
    await writeFile(join(other, 'an-toan/index.html'), page.replace('An toàn', 'An toán'));
    await rm(join(other, 'tim/index.html'));
    await writeFile(join(other, 'la.js'), '');
    expect(await compareFolders(distFolder, other)).toEqual([
      'an-toan/index.html: nội dung khác bản dựng.',
      'tim/index.html: thiếu tệp này.',
      'la.js: tệp thừa, bản dựng không có.',
    ]);
  });
});

describe('a served site', () => {
  const page: Served = {
    status: 200,
    headers: new Map([
      ['content-type', 'text/html; charset=utf-8'],
      ['referrer-policy', 'no-referrer'],
      ['etag', '"1"'],
    ]),
    body: Buffer.from('<p>Lá Chắn</p>'),
  };
  const serve =
    (changes: Partial<Served>): Fetch =>
    async () => ({ ...page, ...changes });
  const differences = (changes: Partial<Served>) => compareServed(['/'], serve({}), serve(changes));
  const withHeader = (name: string, value: string | null) => {
    const headers = new Map(page.headers);
    if (value === null) headers.delete(name);
    else headers.set(name, value);
    return { headers };
  };

  test('that is the build has no difference, whatever the transport adds', async () => {
    expect(await differences(withHeader('cf-ray', 'a1'))).toEqual([]);
    expect(await differences(withHeader('etag', '"2"'))).toEqual([]);
  });

  test.each([
    ['a changed byte', { body: Buffer.from('<p>La Chắn</p>') }, '/: nội dung khác bản dựng.'],
    ['a missing header', withHeader('referrer-policy', null), '/: thiếu tiêu đề referrer-policy.'],
    ['an added header', withHeader('nel', '{}'), '/: thừa tiêu đề nel: {}'],
    [
      'a changed header',
      withHeader('referrer-policy', 'unsafe-url'),
      '/: tiêu đề referrer-policy khác: unsafe-url',
    ],
    ['another answer', { status: 404 }, '/: trả về 404, lẽ ra 200.'],
  ] as const)('is told by %s', async (_name, changes, sentence) => {
    expect(await differences(changes)).toEqual([sentence]);
  });

  test('is followed to every address of its own that its pages name', () => {
    const html = `<a href="/a/?x#y">a</a><script src="/b.js"></script><link href="c.css"><a href="https://other.test/">o</a>
      <loc>https://site.test/d/</loc><script>import('/e.js'); import f from "./f.js"</script>`;
    expect(addressesIn(html, 'https://site.test/p/')).toEqual([
      '/a/',
      '/b.js',
      '/p/c.css',
      '/d/',
      '/e.js',
      '/p/f.js',
    ]);
  });
});
