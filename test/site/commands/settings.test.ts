import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { projectRoot } from '../../../site/commands/project.ts';
import {
  checkSettings,
  LOCAL_CONTACT,
  readSettings,
  type Settings,
} from '../../../site/commands/release/settings.ts';
import { makeLine } from '../desk/fixtures.ts';

const [key, earlier] = [makeLine().publicKey, makeLine().publicKey];
const good: Settings = {
  siteUrl: 'https://la-chan.gov.vn',
  mailPublicKeys: [key],
  operatorContact: '0200 000 000 (trực ban)',
  operatorMail: 'van-hanh@la-chan.gov.vn',
  alertUrl: '',
  operatorToken: '',
};

const check = (changed: Partial<Settings> = {}, local?: string) =>
  checkSettings({ ...good, ...changed }, local);
const refuses = (sentences: string[], pattern: RegExp) => {
  expect(sentences).toEqual([expect.stringMatching(pattern)]);
};

describe('the settings of a production build', () => {
  test('go through with real ones, the optional ones given or not', () => {
    expect(check()).toEqual([]);
    expect(check({ alertUrl: 'https://ntfy.gov.vn/kenh', operatorToken: key })).toEqual([]);
    expect(check({ mailPublicKeys: [key, earlier] })).toEqual([]);
  });

  test.each([
    '',
    'la-chan.gov.vn',
    'http://la-chan.gov.vn',
    'https://localhost',
    'https://a.test',
    'https://10.0.0.1',
    'https://[::1]',
    'https://la-chan.gov.vn/lao-cai',
    'https://u@la-chan.gov.vn',
    'https://tin.example.invalid',
    'https://tin',
  ])('are refused with SITE_URL=%s', (siteUrl) => refuses(check({ siteUrl }), /SITE_URL/));

  test.each([[[]], [['A'.repeat(42)]], [[`${'A'.repeat(42)}=`]], [[key, 'x']]])(
    'are refused with MAIL_PUBLIC_KEY=%s',
    (mailPublicKeys) => refuses(check({ mailPublicKeys }), /MAIL_PUBLIC_KEY/),
  );

  test('are refused with a mail key that is no point of the curve, or stands twice', () => {
    // y = 2 is on no point.
    const none = Buffer.from([2, ...new Uint8Array(31)]).toString('base64url');
    refuses(check({ mailPublicKeys: [none] }), /không phải khóa/);
    refuses(check({ mailPublicKeys: [key, key] }), /hai lần/);
  });

  test("are refused with this machine's own mail key, also as an earlier one", () => {
    refuses(check({ mailPublicKeys: [earlier, key] }, key), /khóa chạy thử trên máy này/);
  });

  test.each([
    '',
    LOCAL_CONTACT,
    'a\nb',
    '<b>0200</b>',
    'a & b',
    '"0200"',
    'a\\b',
    'x'.repeat(81),
    '{0200}',
    'Anh Nam trực ban',
  ])('are refused with OPERATOR_CONTACT=%j', (operatorContact) =>
    refuses(check({ operatorContact }), /OPERATOR_CONTACT/),
  );

  test.each(['', 'van-hanh', 'a@example.invalid', 'a@b.vn, c@d.vn'])(
    'are refused with OPERATOR_MAIL=%s',
    (operatorMail) => refuses(check({ operatorMail }), /OPERATOR_MAIL/),
  );

  test.each(['http://ntfy.gov.vn', 'ntfy.gov.vn', 'https://localhost'])(
    'are refused with ALERT_URL=%s',
    (alertUrl) => refuses(check({ alertUrl }), /ALERT_URL/),
  );

  test('are refused with half a token', () => {
    refuses(check({ operatorToken: key.slice(1) }), /OPERATOR_TOKEN/);
  });
});

describe('where settings come from', () => {
  let folder: string;
  let file: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'la-chan-settings-'));
    file = join(folder, '.env');
  });
  afterEach(() => rm(folder, { recursive: true }));

  test('is the file, and before it the environment, even an empty variable', async () => {
    await writeFile(
      file,
      `SITE_URL=https://a.gov.vn\nMAIL_PUBLIC_KEY=${key}, ${earlier}\nOPERATOR_CONTACT="0200 000 000 # trực ban"\nALERT_URL=https://b.vn\n`,
    );
    expect(await readSettings({ file, env: { SITE_URL: 'https://c.gov.vn ', ALERT_URL: '' } })).toEqual({
      siteUrl: 'https://c.gov.vn',
      mailPublicKeys: [key, earlier],
      operatorContact: '0200 000 000 # trực ban',
      operatorMail: '',
      alertUrl: '',
      operatorToken: '',
    });
  });

  test('is a file as Notepad saves it; one in UTF-16 is refused, not read as empty', async () => {
    const text = 'SITE_URL=https://a.gov.vn\r\nOPERATOR_CONTACT=Đội trực 0200 000 000\r\n';
    await writeFile(file, `\ufeff${text}`);
    expect(await readSettings({ file, env: {} })).toMatchObject({
      siteUrl: 'https://a.gov.vn',
      operatorContact: 'Đội trực 0200 000 000',
    });
    for (const bytes of [Buffer.from(`\ufeff${text}`, 'utf16le'), Buffer.from(text, 'utf16le')]) {
      await writeFile(file, bytes);
      await expect(readSettings({ file, env: {} })).rejects.toThrow(/\.env không phải văn bản UTF-8/);
    }
  });

  test('has no names that mean nothing, but for those of wrangler', async () => {
    await writeFile(file, 'ALERT_ULR=https://b.vn\nCLOUDFLARE_API_TOKEN=x\nOPERATOR_PHONE=1\n');
    const { strange = '' } = await readSettings({ file, env: {} });
    expect(strange).toBe('ALERT_ULR, OPERATOR_PHONE');
    refuses(check({ strange }), /tên lạ: ALERT_ULR, OPERATOR_PHONE\..*ALERT_URL/);
  });

  test('is nothing without a file', async () => {
    const { mailPublicKeys, ...others } = await readSettings({ file, env: {} });
    expect([mailPublicKeys, ...Object.values(others)]).toEqual([[], '', '', '', '', '']);
  });

  test('is shown by the example, which sets nothing', async () => {
    const example = parseEnv(await readFile(join(projectRoot, '.env.example'), 'utf8'));
    expect(Object.values(example).filter(Boolean)).toEqual([]);
    const env = Object.fromEntries(Object.keys(example).map((name) => [name, name]));
    const { mailPublicKeys, ...others } = await readSettings({ file, env });
    expect([...mailPublicKeys, ...Object.values(others)].sort()).toEqual(Object.keys(example).sort());
  });
});
