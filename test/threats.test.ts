/** worker/THREATS.md says of each claim which test shows it: here, that there is such a test, and that nothing is at odds. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { projectRoot } from '../site/commands/project.ts';
import { ESCALATE_DAYS, MAIL_AGAIN_DAYS, OVERSIGHT_SHARE } from '../worker/contract/retention.ts';
import { SIZE_CLASSES } from '../worker/contract/sizes.ts';

const read = (file: string) => readFileSync(join(projectRoot, file), 'utf8');
const [claims = '', ...proofs] = read('worker/THREATS.md').split(/^(?=\[\^)/m);
const said = (text: string) => text.replace(/\[\^[a-z0-9-]+\]/g, '').replace(/\s+/g, ' ');
const threats = said(claims);
const protocol = said(read('worker/PROTOCOL.md'));
const safety = said(read('content/translations/en/an-toan.mdx'));

const namedIn = (text: string) => [...text.matchAll(/\[\^([a-z0-9-]+)\](?!:)/g)].map(([, name]) => name);
const shown = proofs.map((proof) => {
  const [, name, file = '', title = ''] =
    /^\[\^([a-z0-9-]+)\]: \[[^\]]+\]\(\.\.\/([^)]+)\): `([^`]+)`\s*$/.exec(proof) ?? [];
  return { name, file, title, proof };
});

/** Whether a file calls something (`test`, `describe`, `story`) with this name first. */
const holdsTest = (file: string, title: string) => {
  const code = read(file).replace(/\(\s+/g, '(');
  return ["'", '"', '`'].some((quote) => code.includes(`(${quote}${title}${quote},`));
};

describe('what THREATS.md says is shown', () => {
  test.each(shown)('$name: by a test of that name', ({ name, file, title, proof }) => {
    expect(name, proof).toBeDefined();
    expect(file).toMatch(/^test\/.*\.(test|spec)\.ts$/);
    expect(existsSync(join(projectRoot, file)), file).toBe(true);
    expect(holdsTest(file, title), `${file}: ${title}`).toBe(true);
  });

  test('is each named once below, and used above', () => {
    const names = shown.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect([...new Set(namedIn(claims))].sort()).toEqual(names.toSorted());
  });

  test('is every point that is said to hold, or it says that nobody tests it', () => {
    const held = [...claims.matchAll(/\*\*Holds\*\*\n\n([^]*?)(?=\n\n\*\*|\n## )/g)].flatMap(
      ([, list = '']) => list.split(/^- /m).filter((point) => point.trim()),
    );
    expect(held.length).toBeGreaterThan(30);
    for (const point of held) expect(point).toMatch(/\[\^|_not tested_/i);
  });

  test('is followed by what does not hold, for each adversary', () => {
    const adversaries = claims.split(/^## /m).slice(3);
    expect(adversaries.length).toBeGreaterThan(10);
    for (const part of adversaries) expect(part).toMatch(/\*\*Holds\*\*[^]*\*\*Does not hold\*\*\n\n- /);
  });

  test('would be missed if it were gone', () => {
    expect(holdsTest('test/threats.test.ts', 'no such test')).toBe(false);
  });
});

const WORDS: Record<string, number> = { three: 3, four: 4, seven: 7, ten: 10 };
const number = (word = '') => WORDS[word.toLowerCase()] ?? Number(word.replaceAll(',', ''));

describe('the numbers of THREATS.md are those of the protocol', () => {
  test.each<[string, RegExp, RegExp, number?]>([
    [
      'mailed once more',
      /mailed once more after (\d+) days/,
      /not opened (\S+) days after it was mailed/,
      MAIL_AGAIN_DAYS,
    ],
    ['escalated', /goes to oversight after (\d+)/, /nobody opened within (\d+) days/, ESCALATE_DAYS],
    ['escalated, again', /goes there after (\d+) days/, /nobody opened within (\d+) days/, ESCALATE_DAYS],
    ['drawn', /One tip in (\S+) goes/, /one in (\S+), drawn/, 1 / OVERSIGHT_SHARE],
    ['texts that fill an inbox', /at ([\d,]+) texts/, /text at ([\d,]+) pending/],
    ['MiB that pause photos', /pause at (\d+) MiB/, /\(413\) at (\d+) MiB pending/],
    ['hours until it is empty', /within (\S+) hours/, /is empty in (\S+) hours/],
    ['days of recovery', /for (\d+) days, still sealed/, /account holder for (\d+) more days/],
  ])('%s', (_name, here, there, value = number(there.exec(protocol)?.[1])) => {
    expect(number(here.exec(threats)?.[1])).toBe(value);
    expect(number(there.exec(protocol)?.[1])).toBe(value);
  });

  test('sizes', () => {
    const [, middle, large] = /Files make ([\d.]+) or ([\d.]+) MB/.exec(threats) ?? [];
    expect(Number(middle)).toBeCloseTo(SIZE_CLASSES[1].wire / 2 ** 20, 1);
    expect(Number(large)).toBeCloseTo(SIZE_CLASSES[2].wire / 2 ** 20, 1);
  });
});

describe('what protocol and safety page say is not protected, THREATS.md says too', () => {
  test.each<[string, RegExp, RegExp | null, RegExp]>([
    ['the hosting company', /hosting company \(above\)/, /company that rents out the server/, /compelled to/],
    ['code for one visitor', /for one visitor/, /changed for one person/, /serve one person another page/],
    ['the app', /app around the page/, /app around the page/, /read the page and every letter/],
    ['spyware', /spyware/, /spying software/, /spyware/],
    ['onlookers', /someone looking on/, /looks at the screen/, /Someone who looks on/],
    ['a corrupt officer', /corrupt officer/, /bad officer with a key/, /report it as opened and do nothing/],
    ['the key above', /oversight key/, /can open every tip/, /sealed to them too/],
    ['a stolen key', /opens all old mail/, /open old mails too/, /opens all mail from before/],
    ['the network', /this phone visited/, /this device opened this site/, /this device opened the site/],
    ['a day with one tip', /when one tip comes a day/, /day with only one tip/, /day with one tip/],
    ['the text itself', /hamlet of eighty/, /hamlet of eighty/, /hamlet of eighty/],
    ['a voice', /voice that is recognised/, /Those who know you know it/, /a voice;/],
    ['false tips', /floods of false tips/, /Many false tips/, /False tips/],
    ['a silent mailbox', /never shows them/, null, /never shows them/],
    ['history', /browser history/, /history of the browser/, /history of the browser/],
  ])('%s', (_name, inProtocol, inSafety, here) => {
    expect(protocol).toMatch(inProtocol);
    if (inSafety) expect(safety).toMatch(inSafety);
    expect(threats).toMatch(here);
  });
});
