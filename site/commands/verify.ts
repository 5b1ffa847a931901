/**
 * `npm run verify -- <url>`: builds this source again and compares every byte and header that `<url>` serves with the
 * build, naming each difference. `npm run verify -- <folder>` compares with a built folder instead. A build for the
 * real site takes the operator's settings, as `npm run build` does; one on this machine takes its own.
 * `--no-build` compares with the `dist/` that is there. What nobody links to cannot be seen from outside: only a
 * folder shows every added file. What is kept for earlier releases is told; only their own source could be compared.
 */
import { existsSync, statSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { argumentsOf } from './arguments.ts';
import { LineFault, isLocal, originOf, request } from './line/ask.ts';
import { buildSite } from './build.ts';
import { distFiles } from './release/check-dist.ts';
import { addressesIn, compareFolders, compareServed, type Fetch, type Served } from './release/compare.ts';
import { freePort, startLocalLine } from './line/local-line.ts';
import { distFolder } from './project.ts';
import { Refused, sentenceOf } from './refused.ts';
import { ownEntry, readReleases, releasesFile, say } from './release/releases.ts';

const given = argumentsOf({ 'no-build': { type: 'boolean' } });

try {
  process.exitCode = await verify(given?.positionals[0]);
} catch (error) {
  console.error(sayWhy(error));
  process.exitCode = 2;
}

function sayWhy(error: unknown): string {
  if (error instanceof LineFault) return `Chưa so được: ${error.message}`;
  if (error instanceof Refused) return ['Không dựng được trang:', ...error.sentences].join('\n  - ');
  return `Chưa so được: ${error instanceof Error ? error.message : String(error)}`;
}

async function verify(target: string | undefined): Promise<number> {
  const folder = target && existsSync(target) && statSync(target).isDirectory() ? target : null;
  const url = folder ? undefined : originOf(target);
  if (!folder && !url) {
    console.error('Cách dùng: npm run verify -- <địa chỉ trang, hoặc thư mục dựng sẵn>');
    return 2;
  }
  // A site that does not answer is told before half a minute of building.
  const { status } = url ? await fetchFrom(url, '/') : { status: 200 };
  if (status !== 200) throw new LineFault(`${url}/ trả về ${status}.`);
  if (given?.values['no-build'] && !existsSync(distFolder))
    throw new LineFault('chưa có dist/. Bỏ --no-build, hoặc chạy npm run build trước.');
  if (!given?.values['no-build']) {
    const local = !url || isLocal(url);
    if (url && !local) process.env.SITE_URL = url;
    await buildSite({ local, siteUrl: url });
  }
  const differences = folder ? await compareFolders(distFolder, folder) : await compareWith(url ?? '');
  for (const difference of differences) console.log(difference);
  const count = (await distFiles()).length;
  console.log(
    differences.length === 0
      ? `Khớp từng byte: ${count} tệp.`
      : `Có ${differences.length} chỗ khác, trong ${count} tệp của bản dựng.`,
  );
  return differences.length === 0 ? 0 : 1;
}

/** The build as workerd serves it on this machine, beside what `origin` serves. */
async function compareWith(origin: string): Promise<string[]> {
  const scratch = await mkdtemp(join(tmpdir(), 'la-chan-verify-'));
  const line = await startLocalLine({
    port: await freePort(),
    mailDir: join(scratch, 'mail'),
    stateDir: join(scratch, 'state'),
  });
  try {
    const paths = (await distFiles()).map(pathOf);
    const named = new Set<string>();
    const theirs: Fetch = async (path) => {
      const served = await fetchFrom(origin, path, sayEarlier);
      if (/^text\/|javascript|xml/.test(served.headers.get('content-type') ?? ''))
        for (const address of addressesIn(new TextDecoder().decode(served.body), origin + path))
          named.add(address);
      return served;
    };
    // An address that is nowhere shows how the site and the Worker answer for nothing.
    const known = [...paths, '/khong-co-trang-nay/', '/api/khong-co'];
    const ours: Fetch = (path) => fetchFrom(line.url, path);
    const differences = await compareServed(known, ours, theirs);
    // What their pages name and ours do not have: an added script, page or picture.
    const added = [...named].filter((path) => !paths.includes(path) && !path.startsWith('/api/'));
    return [...differences, ...(await compareServed(added, ours, theirs))];
  } finally {
    await line.stop();
    await rm(scratch, { recursive: true, force: true });
  }
}

/** The address that shows a file of the build. The host's own rule files are not served. */
function pathOf(file: string): string {
  if (file === '_headers') return '/_headers';
  return `/${file.replace(/(^|\/)index\.html$/, '$1')}`;
}

/** Says which releases a list holds beside the one that is compared. */
function sayEarlier(list: Uint8Array): void {
  const [own, ...earlier] = readReleases(list);
  if (own) console.log(`Trang đang chạy bản ${say(own)}.`);
  if (earlier.length > 0)
    console.log(`Còn giữ tệp của bản trước, không so với bản dựng này: ${earlier.map(say).join(', ')}.`);
}

/** Rejects with `LineFault`, which names the address: of hundreds one that hangs ends the comparison. */
async function fetchFrom(
  origin: string,
  path: string,
  onList: (list: Uint8Array) => void = () => undefined,
): Promise<Served> {
  try {
    const { status, headers, body } = await request(origin + path, {
      headers: { 'accept-encoding': 'identity' },
      patience: 60_000,
    });
    const isList = path === `/${releasesFile}`;
    if (isList) onList(body);
    return { status, headers: new Map(headers), body: isList ? ownEntry(body) : body };
  } catch (error) {
    throw new LineFault(`${origin}${path}: ${sentenceOf(error)}`);
  }
}
