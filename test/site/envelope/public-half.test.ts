/** The public half on its way from the officer to the operator: what mail, Zalo and Word do to a text. */
import { beforeAll, describe, expect, test } from 'vitest';
import { makeSecrets, publicHalf, writeKeyFile } from '../../../site/envelope/key-file.ts';
import {
  fingerprintOfHalf,
  readPublicHalf,
  writePublicHalf,
  type PublicHalf,
} from '../../../site/envelope/public-half.ts';
import { sayFingerprint, saySixDigits } from '../../../site/text/groups.ts';

let half: PublicHalf;
let text: string;
beforeAll(async () => {
  half = await publicHalf(await makeSecrets('lung-phinh'));
  text = writePublicHalf(half);
});

const bytesOf = (words: string) => new TextEncoder().encode(words);
const read = (words: string) => readPublicHalf(bytesOf(words));
const utf16 = (words: string, isBig: boolean) => {
  const bytes = Buffer.from(`\ufeff${words}`, 'utf16le');
  return isBig ? bytes.swap16() : bytes;
};

describe('a public half', () => {
  test('is read as it was written', () => {
    expect(read(text)).toEqual(half);
  });

  test.each<[string, (words: string) => string]>([
    ['a byte order mark and line ends of Windows', (words) => `\ufeff${words.replaceAll('\n', '\r\n')}`],
    ['lines wrapped at 76', (words) => words.replace(/\S{76}/g, '$&\n')],
    ['lines wrapped by a quoting mail', (words) => words.replace(/\S{70}/g, '$&\r\n').replace(/^/gm, '> > ')],
    [
      'hard spaces and no-width ones',
      (words) => words.replaceAll(' ', '\u00a0').replace(/\S{50}/g, '$&\u200b'),
    ],
    ['smart quotes around it', (words) => `“${words.replace(/: (\S+)\n/g, ': “$1”\n')}”`],
    ['long dashes for short ones', (words) => words.replaceAll('-', '–')],
    ['a capital that Word put there', (words) => words.replace('age1', 'Age1').replace('lung', 'Lung')],
    ['its letters without Vietnamese marks', (words) => words.replace(/[^\0-\x7f]/g, '?')],
    ['words of a chat around it', (words) => `Chào anh, em gửi:\n\n${words}\nEm cảm ơn.`],
    ['decomposed letters', (words) => words.normalize('NFD')],
  ])('is read with %s', (_what, damage) => {
    const damaged = damage(text);
    expect(damaged).not.toBe(text);
    expect(read(damaged)).toEqual(half);
  });

  test('is read in both orders of UTF-16', () => {
    for (const isBig of [false, true]) expect(readPublicHalf(utf16(text, isBig))).toEqual(half);
  });

  test.each<[string, (words: string) => string]>([
    [
      'a letter of the recipient',
      (words) => words.replace(/(age1pq1.{100})./, (all, before) => before + (all.endsWith('q') ? 'p' : 'q')),
    ],
    [
      'a letter of the reply key',
      (words) =>
        words.replace(/(\(replyKey\): .{9})./, (all, before) => before + (all.endsWith('A') ? 'B' : 'A')),
    ],
    [
      'the fingerprint',
      (words) =>
        words.replace(
          /(\(fingerprint\): )(.)/,
          (_all, before, first) => before + (first === '0' ? '1' : '0'),
        ),
    ],
    ['half of the recipient gone', (words) => words.replace(/(age1pq1.{500}).{40}/, '$1')],
    ['a letter of the reply key gone', (words) => words.replace(/(\(replyKey\): .{9})./, '$1')],
    ['the last line gone', (words) => words.replace(/Vân tay.*\n/, '')],
    ['the inbox gone', (words) => words.replace('lung-phinh', '')],
  ])('is refused with %s changed', (_what, damage) => {
    const damaged = damage(text);
    expect(damaged).not.toBe(text);
    expect(read(damaged)).toEqual({ fault: expect.stringMatching(/^(changed|cut-short)$/) });
  });

  test('is not taken from anything else, and the secret file is told from all others', async () => {
    const keyFile = await writeKeyFile(await makeSecrets('lung-phinh'), 'sáu từ', 1);
    expect(readPublicHalf(keyFile)).toEqual({ fault: 'key-file' });
    expect(readPublicHalf(bytesOf('# la-chan inbox: x\nAGE-SECRET-KEY-PQ-1XYZ\n'))).toEqual({
      fault: 'key-file',
    });
    expect(readPublicHalf(Buffer.from('PK\x03\x04word/document.xml'))).toEqual({ fault: 'document' });
    expect(readPublicHalf(Buffer.from('d0cf11e0a1b11ae1', 'hex'))).toEqual({ fault: 'document' });
    for (const foreign of ['', 'Chào anh', half.recipient])
      expect(read(foreign)).toEqual({ fault: 'foreign' });
  });

  test('has a fingerprint that changes with either key', () => {
    const all = [half, { ...half, recipient: `${half.recipient}q` }, { ...half, replyKey: 'A'.repeat(43) }];
    expect(new Set(all.map(fingerprintOfHalf)).size).toBe(3);
    expect(text).toContain(sayFingerprint(fingerprintOfHalf(half)));
  });
});

test('what people compare has one form', () => {
  expect(saySixDigits('012345')).toBe('012 345');
  expect(sayFingerprint('0a1b2c3d4e5f6071')).toBe('0A1B 2C3D 4E5F 6071');
});
