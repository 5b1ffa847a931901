/** Every script of the site runs in a WebView of Chrome 80 and in Safari 13: nothing in it is newer. (Styles: .stylelintrc.yaml.) */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runChecks } from 'es-check';
import { describe, expect, test } from 'vitest';
import { distFolder } from '../../site/commands/project.ts';
import { files, read } from './built-site.ts';

const scripts = files.filter((file) => file.endsWith('.js'));

const browserslistQuery = 'chrome 80, safari 13, ios_saf 13.0-13.1';
// All of these browsers have them; es-check goes by the year of the standard too.
const HAD = ['DynamicImport', 'StringMatchAll', 'globalThis'];
// The tip page asks for BigInt before it starts a worker (site/tip/page-data.ts), their libraries for the rest.
const ASKED_FOR = ['BigInt', 'Uint8ArrayFromHex', 'Uint8ArrayToHex'];

/** What a script (path) holds of the language that a target lacks: syntax loses it whole, a call what stands behind it. */
function newerLanguage(path: string, asked: string[] = []): string[] {
  const script = { files: [path], module: true };
  const ignore = [...HAD, ...asked].join(',');
  // Both are needed: the names of features leave out 1_000 and #private() {}, the grammar of ES2020 lets ?. through.
  return [
    { ...script, ecmaVersion: 'es2020' },
    { ...script, checkBrowser: true, browserslistQuery, checkFeatures: true, ignore },
  ].flatMap((check) => runChecks([check]).errors.map(({ err }) => err.message));
}

// What es-check does not see. Look-behind: Safari 13 cannot read a script that holds one. Where a script asks first whether
// the browser has a function, that stands before the name: `x.at?`, `typeof structuredClone`.
const NEWER_REST =
  /\(\?<[=!]|\.(?:at|replaceChildren|randomUUID|canParse|showPicker|checkVisibility|requestSubmit)\(|\b(?:structuredClone|reportError)\(|\bAbortSignal\.(?:timeout|any)\b/g;

describe('scripts', () => {
  test('all of them are looked at: pages, workers, keys, the studios and what is brought in later', () => {
    for (const part of [
      /mount-tip/,
      /-worker/,
      /^khoa\//,
      /^sw\.js/,
      /ExposureCheck/,
      /\/poster-studio\./,
      /\/photo-frame-studio\./,
      /\/pdf\./,
      /\/find\./,
    ]) {
      expect(scripts).toContainEqual(expect.stringMatching(part));
    }
  });

  test.each(scripts)('%s holds nothing newer', (script) => {
    const asks = script.includes('-worker') ? ASKED_FOR : [];
    expect(newerLanguage(join(distFolder, script), asks)).toEqual([]);
    expect(read(script).match(NEWER_REST) ?? []).toEqual([]);
  });

  test('newer things would be found', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'la-chan-newer-'));
    const found = async (code: string) => {
      const path = join(folder, `${Buffer.from(code).toString('hex')}.js`);
      await writeFile(path, code);
      return newerLanguage(path).length > 0 || code.match(NEWER_REST) !== null;
    };
    for (const code of [
      'a ??= 1',
      'a ||= 1',
      'a &&= 1',
      'a?.b',
      'a ?? b',
      'class A { #b }',
      'class A { #b() {} }',
      'class A { b = 1 }',
      'class A { static { b() } }',
      'await a',
      'x = 1_000',
      'x = 1n',
      'x = /(?<!a)b/',
      'x = /(?<=a)b/',
      'x = /a/v',
      'x = /a/d',
      'a.at(-1)',
      'a.findLast(b)',
      'a.findLastIndex(b)',
      'a.replaceAll(b, c)',
      'a.toSorted()',
      'a.toReversed()',
      'a.toSpliced(1)',
      'a.replaceChildren(b)',
      'crypto.randomUUID()',
      'a.isWellFormed()',
      'a.toWellFormed()',
      'URL.canParse(a)',
      'a.showPicker()',
      'a.checkVisibility()',
      'a.requestSubmit()',
      'structuredClone(a)',
      'reportError(a)',
      'AbortSignal.timeout(1)',
      'AbortSignal.any([])',
      'Promise.any([])',
      'Promise.withResolvers()',
      'Promise.try(a)',
      'Object.groupBy(a, b)',
      'Object.hasOwn(a, b)',
      'Array.fromAsync(a)',
      'new WeakRef(a)',
      'new FinalizationRegistry(a)',
      'new AggregateError([])',
    ])
      expect(await found(code), code).toBe(true);
    expect(
      await found('async () => { await a }; x = /(?<name>a)/u; y = 1000; `?.`; x = a.at === b; import("a")'),
    ).toBe(false);
    await rm(folder, { recursive: true });
  });
});
