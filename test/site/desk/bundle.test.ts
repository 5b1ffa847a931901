import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildDesk } from '../../../site/desk/build.ts';
import { makeLine } from './fixtures.ts';

const { publicKey } = makeLine();
let folder: string;
let html: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'la-chan-desk-'));
  html = await build('one.html');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function build(name: string, siteUrl = 'https://tin.example.test'): Promise<string> {
  const outFile = join(folder, name);
  await buildDesk({ siteUrl, mailPublicKeys: [publicKey], outFile });
  return readFile(outFile, 'utf8');
}

const policyOf = (page: string) =>
  /http-equiv="Content-Security-Policy" content="([^"]+)"/.exec(page)?.[1]?.split('; ') ?? [];
const insideOf = (tag: string) =>
  [...html.matchAll(new RegExp(`<${tag}>([\\s\\S]*?)</${tag}>`, 'g'))].map((match) => match[1] ?? '');
const hashOf = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

describe('the built tool', () => {
  it('allows exactly its own script and style, its worker, and posts to the site', () => {
    const [[script = ''], [style = '']] = [insideOf('script'), insideOf('style')];
    expect(policyOf(html)).toEqual([
      "default-src 'none'",
      `script-src ${hashOf(script)}`,
      `style-src ${hashOf(style)}`,
      'worker-src blob:',
      'img-src blob:',
      'media-src blob:',
      `form-action ${['acks', 'replies', 'resends'].map((name) => `https://tin.example.test/api/${name}`).join(' ')}`,
      "base-uri 'none'",
    ]);
  });

  it('is one script and one style, whose text cannot end them early', () => {
    expect([insideOf('script').length, insideOf('style').length]).toEqual([1, 1]);
    const [script = ''] = insideOf('script');
    expect(script.length).toBeGreaterThan(100_000);
    expect(/<(\/script|!--|script)|\r|\0/i.exec(script)).toBeNull();
    expect(html.slice(-26)).toBe('</script>\n</body>\n</html>\n');
  });

  it('loads nothing and knows no address but its site', () => {
    const [[script = ''], [style = '']] = [insideOf('script'), insideOf('style')];
    const markup = html.replace(script, '').replace(style, '');
    expect(/<(link|img|iframe|object|embed|base|a)\b|\s(src|href)=/i.exec(markup)).toBeNull();
    expect(/@import|url\(/i.exec(style)).toBeNull();
    expect(
      /\bfetch\(|XMLHttpRequest|sendBeacon|WebSocket|EventSource|importScripts|\beval\(|Storage\b|indexedDB|document\.cookie/.exec(
        script,
      ),
    ).toBeNull();
    const known = [/^https:\/\/tin\.example\.test$/, /^http:\/\/www\.w3\.org\//];
    const addresses = [...html.matchAll(/(?:https?|wss?|ftp):\/\/[a-z0-9][^\s"'`\\<>)]*/gi)].map(
      ([address]) => address,
    );
    expect(
      addresses.filter(
        (address) => !known.some((pattern) => pattern.test(address.replace(/\/api\/.*$/, ''))),
      ),
    ).toEqual([]);
  });

  it('names no folder of the machine that made it', () => {
    expect(html.includes(process.cwd())).toBe(false);
  });

  it('is the same file each time', async () => {
    expect((await build('two.html')) === html).toBe(true);
  });

  it('takes only the origin of the site', async () => {
    expect((await build('three.html', 'https://tin.example.test/')) === html).toBe(true);
  });

  it('says how to reach the operator, and knows every mail key, only when it is told', async () => {
    const contact = '0200 000 000, trực ban';
    expect(html).not.toContain(contact);
    const earlier = makeLine().publicKey;
    const outFile = join(folder, 'contact.html');
    const options = { siteUrl: 'https://tin.example.test', outFile };
    await buildDesk({ ...options, mailPublicKeys: [publicKey, earlier], operatorContact: contact });
    const told = await readFile(outFile, 'utf8');
    for (const text of [contact, publicKey, earlier]) expect(told).toContain(text);
  });

  it('is refused without a web address or a whole key', async () => {
    const outFile = join(folder, 'never.html');
    await expect(buildDesk({ siteUrl: 'file:///tmp', mailPublicKeys: [publicKey], outFile })).rejects.toThrow(
      'siteUrl',
    );
    for (const mailPublicKeys of [[], ['abc'], [publicKey, 'abc']])
      await expect(buildDesk({ siteUrl: 'https://a.test', mailPublicKeys, outFile })).rejects.toThrow(
        'mailPublicKeys',
      );
  });
});
