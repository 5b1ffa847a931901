/** What a deploy brings along from the running site for pages that are open, against a small server in its place. */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { compareFolders, compareServed, type Served } from '../../../site/commands/release/compare.ts';
import { readRelease } from '../../../site/commands/project.ts';
import { Refused } from '../../../site/commands/refused.ts';
import {
  hashOwnFiles,
  keepEarlierReleases,
  ownEntry,
  type Release,
  readReleases,
  releasesFile,
  sayKept,
  writeRelease,
} from '../../../site/commands/release/releases.ts';

const hashOf = (text: string) => createHash('sha256').update(text).digest('hex');
const commitOf = (name: string) => hashOf(name).slice(0, 40);
/** A release whose files hold the text given for each. */
const release = (name: string, texts: Record<string, string>): Release => ({
  version: '1.0.0',
  commit: commitOf(name),
  files: Object.fromEntries(Object.entries(texts).map(([path, text]) => [path, hashOf(text)])),
});

let dist: string;
let server: Server;
let url: string;
/** What the running site has, by path; a function answers as it likes. */
let site: Record<string, string | ((response: ServerResponse) => void)>;
let asked: string[];

beforeEach(async () => {
  dist = await mkdtemp(join(tmpdir(), 'la-chan-releases-'));
  await mkdir(join(dist, '_astro'));
  site = {};
  asked = [];
  server = createServer(({ url: path = '' }, response) => {
    asked.push(path);
    const has = site[path.slice(1)];
    if (typeof has === 'function') return has(response);
    response.statusCode = has === undefined ? 404 : 200;
    response.end(has);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await rm(dist, { recursive: true });
});

/** Builds `dist` with these files, by name in `_astro`. */
async function build(texts: Record<string, string>): Promise<void> {
  for (const [name, text] of Object.entries(texts)) await writeFile(join(dist, '_astro', name), text);
  await writeRelease(dist);
}
const run = (...releases: unknown[]) => (site[releasesFile] = JSON.stringify(releases));
const keep = (more: { withdrawn?: string; patience?: number; without?: boolean } = {}) =>
  keepEarlierReleases({ dist, url, withdrawn: '', ...more });
const built = async () => (await readdir(join(dist, '_astro'))).toSorted();
const listed = async () => readReleases(await readFile(join(dist, releasesFile)));

/** Refuses with one sentence that says why and how to go on, and leaves the build as it was. */
async function refuses(why: RegExp, more: Parameters<typeof keep>[0] = {}): Promise<void> {
  const before = [await built(), await listed()];
  const error: unknown = await keep(more).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(Refused);
  const { sentences } = error as Refused;
  expect(sentences).toEqual([expect.stringMatching(why)]);
  expect(sentences[0]).toMatch(/withdrawn\.txt.*npm run deploy -- --without-earlier$/);
  expect([await built(), await listed()]).toEqual(before);
}

describe('a build', () => {
  test('lists its hashed files, with what they were built from', async () => {
    await build({ 'a.11.js': 'a', 'b.22.css': 'b' });
    expect(await listed()).toEqual([
      { ...(await readRelease()), files: { '_astro/a.11.js': hashOf('a'), '_astro/b.22.css': hashOf('b') } },
    ]);
  });
});

describe('a deploy', () => {
  beforeEach(() => build({ 'new.js': 'new', 'same.css': 'same' }));

  test('brings the files of the running release and of the two before it, and no older ones', async () => {
    const releases = ['4', '3', '2', '1'].map((name) =>
      release(name, { [`_astro/${name}.js`]: name, '_astro/same.css': 'same' }),
    );
    run(...releases);
    for (const name of ['4', '3', '2', '1']) site[`_astro/${name}.js`] = name;
    expect(await keep()).toEqual(releases.slice(0, 3));
    expect(await built()).toEqual(['2.js', '3.js', '4.js', 'new.js', 'same.css']);
    expect(await readFile(join(dist, '_astro/3.js'), 'utf8')).toBe('3');
    const [own, ...earlier] = await listed();
    expect(own?.files).toHaveProperty(['_astro/new.js']);
    expect(earlier).toEqual(releases.slice(0, 3));
    // What the build has already is not asked for.
    expect(asked.toSorted()).toEqual(['/_astro/2.js', '/_astro/3.js', '/_astro/4.js', `/${releasesFile}`]);
  });

  test('of the same files again does not push out an earlier release', async () => {
    const [own] = await listed();
    const older = release('older', { '_astro/old.js': 'old' });
    run({ ...own, commit: commitOf('the same files') }, older);
    site['_astro/old.js'] = 'old';
    expect(await keep()).toEqual([older]);
  });

  test('leaves withdrawn releases out, with whatever only they have', async () => {
    const bad = release('bad', { '_astro/bad.js': 'bad', '_astro/old.js': 'old' });
    const old = release('old', { '_astro/old.js': 'old' });
    run(bad, old);
    Object.assign(site, { '_astro/bad.js': 'bad', '_astro/old.js': 'old' });
    expect(await keep({ withdrawn: `# why\n${bad.commit} # leaks\n` })).toEqual([old]);
    expect(await built()).toEqual(['new.js', 'old.js', 'same.css']);
    expect(asked).not.toContain('/_astro/bad.js');
  });

  test('of a withdrawn commit, or with a list of them that nobody can read, is refused', async () => {
    run(release('old', {}));
    const { commit } = await readRelease();
    await expect(keep({ withdrawn: commit })).rejects.toThrow(/đã bị rút/);
    await expect(keep({ withdrawn: `\n${commit.slice(0, 12)}` })).rejects.toThrow(
      /withdrawn\.txt dòng 2 sai/,
    );
    expect(asked).toEqual([]);
  });

  test('is refused when it is withdrawn, also without the earlier ones, which are not asked for then', async () => {
    const { commit } = await readRelease();
    run(release('old', { '_astro/old.js': 'old' }));
    await expect(keep({ withdrawn: commit, without: true })).rejects.toThrow(/đã bị rút/);
    expect(await keep({ without: true })).toEqual([]);
    expect(asked).toEqual([]);
  });

  test('keeps its own file where an earlier release has another of that name', async () => {
    run(release('old', { '_astro/same.css': 'other', '_astro/old.js': 'old' }));
    site['_astro/old.js'] = 'old';
    expect(await keep()).toEqual([release('old', { '_astro/old.js': 'old' })]);
    expect(await readFile(join(dist, '_astro/same.css'), 'utf8')).toBe('same');
  });

  test('says what it keeps', () => {
    expect(sayKept([release('old', {}), { version: '0.9.0', commit: '', files: {} }])).toBe(
      `Giữ thêm tệp của 2 bản trước, cho trang đang mở: 1.0.0 (${commitOf('old').slice(0, 12)}), 0.9.0 (không rõ commit).`,
    );
    expect(sayKept([])).toBe('Không có bản trước nào khác để giữ.');
  });
});

describe('a deploy stops, and leaves the build as it was,', () => {
  const old = release('old', { '_astro/a.js': 'a', '_astro/b.js': 'b' });
  beforeEach(async () => {
    await build({ 'new.js': 'new' });
    run(old);
    Object.assign(site, { '_astro/a.js': 'a', '_astro/b.js': 'b' });
  });

  test('on a file that is not what the list says', async () => {
    site['_astro/b.js'] = 'changed on the way';
    await refuses(
      new RegExp(
        `_astro/b\\.js khác với danh sách của trang \\(bản 1\\.0\\.0 \\(${old.commit.slice(0, 12)}\\)\\)`,
      ),
    );
  });

  test('on a file that is not there', async () => {
    delete site['_astro/b.js'];
    await refuses(/_astro\/b\.js \(máy chủ trả về 404\)/);
  });

  test('where nothing runs yet', async () => {
    server.closeAllConnections();
    server.close();
    await refuses(/ban-phat-hanh\.json \(ECONNREFUSED\)/);
  });

  test('where a site without a list runs', async () => {
    delete site[releasesFile];
    await refuses(/ban-phat-hanh\.json \(máy chủ trả về 404\)/);
  });

  test('on a redirect: whatever stands elsewhere is not this site', async () => {
    site['_astro/b.js'] = (response) => response.writeHead(302, { location: '/_astro/a.js' }).end();
    await refuses(/_astro\/b\.js \(máy chủ trả về 302\)/);
  });

  test.each([
    ['that never answers', () => undefined],
    ['that begins and falls silent', (response: ServerResponse) => response.write('[')],
  ])('on a server %s', async (_name, silence) => {
    site[releasesFile] = silence;
    const started = Date.now();
    await refuses(/máy chủ không trả lời kịp/, { patience: 300 });
    expect(Date.now() - started).toBeLessThan(5_000);
  });

  test('on a server that sends without end', async () => {
    site[releasesFile] = (response) => {
      const more = () => {
        while (!response.destroyed && response.write(Buffer.alloc(65_536, 32)));
      };
      response.on('drain', more);
      more();
    };
    await refuses(/lớn quá mức/);
  });

  test.each([
    ['another page', '<h1>404</h1>'],
    ['an empty list', '[]'],
    ['no list', '{"version":"1.0.0","commit":"","files":{}}'],
    ['more releases than a list holds', JSON.stringify(Array.from({ length: 7 }, () => old))],
    ...[
      '_astro/../index.html',
      '../outside.js',
      '/etc/passwd',
      '_astro/a/b.js',
      '_astro/.hidden',
      '_astro/..',
      'https://other.test/a.js',
      '_astro\\a.js',
      '_astro/a.js?x',
      'sw.js',
    ].map((path) => [`a path like ${path}`, JSON.stringify([{ ...old, files: { [path]: hashOf('a') } }])]),
    ['a hash that is none', JSON.stringify([{ ...old, files: { '_astro/a.js': 'a' } }])],
    ['a commit that is none', JSON.stringify([{ ...old, commit: 'main' }])],
    ['a version that could print anything', JSON.stringify([{ ...old, version: '1.0\n' }])],
    ['null', '[null]'],
  ])('on a list that is %s', async (_name, list) => {
    site[releasesFile] = list;
    await refuses(/không phải danh sách bản phát hành/);
    expect(asked).toEqual([`/${releasesFile}`]);
  });
});

describe('a site that carries earlier releases, beside the build of its newest', () => {
  let other: string;
  beforeEach(async () => {
    await build({ 'new.js': 'new' });
    other = await mkdtemp(join(tmpdir(), 'la-chan-carries-'));
    await mkdir(join(other, '_astro'));
    await writeFile(join(other, '_astro/new.js'), 'new');
    await writeRelease(other);
    run(release('old', { '_astro/old.js': 'old' }));
    site['_astro/old.js'] = 'old';
    await keepEarlierReleases({ dist: other, url, withdrawn: '' });
  });
  afterEach(() => rm(other, { recursive: true }));

  test('has no difference', async () => {
    expect(await readdir(join(other, '_astro'))).toContain('old.js');
    expect(await compareFolders(dist, other)).toEqual([]);
    expect(await compareFolders(other, dist)).toEqual([]);
    expect([...(await hashOwnFiles(other)).keys()]).toEqual(['_astro/new.js', releasesFile]);
    const [ours, theirs] = await Promise.all(
      [dist, other].map((folder) => readFile(join(folder, releasesFile))),
    );
    const serve = (body: Uint8Array) => (): Promise<Served> =>
      Promise.resolve({ status: 200, headers: new Map(), body: ownEntry(body) });
    expect(
      await compareServed(['/'], serve(ours ?? Buffer.alloc(0)), serve(theirs ?? Buffer.alloc(0))),
    ).toEqual([]);
  });

  test('has one where a file is not what its list says, or in no list, or its own entry is another', async () => {
    await writeFile(join(other, '_astro/old.js'), 'not old');
    await writeFile(join(other, '_astro/more.js'), 'more');
    expect(await compareFolders(dist, other)).toEqual([
      '_astro/more.js: tệp thừa, bản dựng không có.',
      '_astro/old.js: tệp thừa, bản dựng không có.',
    ]);
    const [own, ...earlier] = readReleases(await readFile(join(other, releasesFile)));
    await writeFile(join(other, releasesFile), JSON.stringify([{ ...own, version: '9.9.9' }, ...earlier]));
    expect(await compareFolders(dist, other)).toContain(`${releasesFile}: nội dung khác bản dựng.`);
  });
});
