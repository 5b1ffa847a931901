/** The life of an inbox's keys by command: what each verb leaves, what it refuses, and what a crash leaves. */
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { checkInboxes, type InboxEntry } from '../../site/commands/keys/check-inboxes.ts';
import { changeKeys } from '../../site/commands/inbox.ts';
import {
  CONTENT,
  KIDS,
  readKeyState,
  writeKeyState,
  writeWhole,
} from '../../site/commands/keys/key-state.ts';
import { readKeyRegister } from '../../worker/contract/key-register.ts';
import { projectRoot } from '../../site/commands/project.ts';
import { Refused } from '../../site/commands/refused.ts';
import { makeSecrets, publicHalf, renewSecrets, writeKeyFile } from '../../site/envelope/key-file.ts';
import { fingerprintOf, kidHexOf } from '../../site/envelope/keys.ts';
import { fingerprintOfHalf, writePublicHalf, type PublicHalf } from '../../site/envelope/public-half.ts';
import { sayFingerprint, saySixDigits } from '../../site/text/groups.ts';

// Key files of a commune, its province and what watches the province; each renewed, and each made anew after a loss.
const NAMES = ['lung-phinh', 'lao-cai', 'giam-sat'] as const;
type Name = (typeof NAMES)[number];
const halves = {} as Record<Name, Record<'first' | 'renewed' | 'anew', PublicHalf>>;
beforeAll(async () => {
  for (const name of NAMES) {
    const [secrets, other] = [await makeSecrets(name), await makeSecrets(name)];
    halves[name] = {
      first: await publicHalf(secrets),
      renewed: await publicHalf(await renewSecrets(secrets)),
      anew: await publicHalf(other),
    };
  }
});

let root: string;
let files: number;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'la-chan-inbox-'));
  files = 0;
  await mkdir(join(root, 'worker'));
  await cp(join(projectRoot, 'content'), join(root, 'content'), { recursive: true });
  await cp(join(projectRoot, KIDS), join(root, KIDS));
});
afterEach(() => rm(root, { recursive: true }));

/** The file in which a half came, as an argument. */
async function file(half: PublicHalf): Promise<string> {
  const path = join(root, `nua-${files++}.txt`);
  await writeFile(path, writePublicHalf(half));
  return path;
}
const run = (...args: string[]) => changeKeys(root, args);
const add = async (unit: PublicHalf, oversight: PublicHalf, ...more: string[]) =>
  run('add', await file(unit), await file(oversight), ...more);
const rotate = async (half: PublicHalf) => run('rotate', await file(half));

/** The real line: a commune under its province, the province under its own watch. */
async function addAll(): Promise<void> {
  await add(halves['lung-phinh'].first, halves['lao-cai'].first);
  await add(halves['lao-cai'].first, halves['giam-sat'].first);
}

async function entry(id: string): Promise<InboxEntry & { recipients: [string, string] }> {
  const found = (await readKeyState(root)).inboxes.find((inbox) => inbox.id === id);
  return found as InboxEntry & { recipients: [string, string] };
}
const kidOf = async (id: string) => kidHexOf((await entry(id)).recipients);
const lines = async () => readKeyRegister((await readKeyState(root)).kids);
const faults = async (production = true) => checkInboxes({ ...(await readKeyState(root)), production });

async function bothFiles(): Promise<string> {
  return (await readFile(join(root, CONTENT), 'utf8')) + (await readFile(join(root, KIDS), 'utf8'));
}

/** That a command refuses with one such sentence, and changes nothing. */
async function refuses(command: () => Promise<string>, pattern: RegExp): Promise<void> {
  const before = await bothFiles();
  const error = await command().catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(Refused);
  expect((error as Refused).sentences).toEqual([expect.stringMatching(pattern)]);
  expect(await bothFiles()).toBe(before);
}

describe('add', () => {
  test('puts real keys in the place of demo keys, of which no line is left', async () => {
    await addAll();
    expect(await faults()).toEqual([]);
    const [unit, above, watch] = NAMES.map((name) => halves[name].first);
    expect(await entry('lung-phinh')).toMatchObject({
      label: 'Công an xã Lùng Phình',
      recipients: [unit?.recipient, above?.recipient],
      replyKey: unit?.replyKey,
      retired: [],
      revoked: [],
    });
    expect(await lines()).toEqual([
      expect.objectContaining({
        inbox: 'lung-phinh',
        replyKey: unit?.replyKey,
        oversightKey: above?.replyKey,
      }),
      expect.objectContaining({ inbox: 'lao-cai', replyKey: above?.replyKey, oversightKey: watch?.replyKey }),
    ]);
    const kids = await readFile(join(root, KIDS), 'utf8');
    expect(kids).toContain('# Key ids that key holders have released');
    expect(kids).not.toContain('demo keys');
  });

  test('prints what both sides compare, in their form, and the next steps by number', async () => {
    const [unit, above] = [halves['lung-phinh'].first, halves['lao-cai'].first];
    const told = await add(unit, above);
    for (const half of [unit, above]) expect(told).toContain(sayFingerprint(fingerprintOfHalf(half)));
    const pair: [string, string] = [unit.recipient, above.recipient];
    expect(told).toContain(saySixDigits(fingerprintOf(pair)));
    expect(told).toContain(kidHexOf(pair));
    expect(told).toMatch(
      /Việc tiếp theo:\n {2}1\. Gọi đơn vị.*\n {2}2\. Điền địa chỉ thư.*"lung-phinh".*\n {2}3\. /,
    );
    // The second key holder sees the same on another machine.
    const shown = await run();
    for (const half of [unit, above]) expect(shown).toContain(sayFingerprint(fingerprintOfHalf(half)));
  });

  test('makes a new inbox when it is told what people read of it', async () => {
    const half = { ...halves['lung-phinh'].first, inbox: 'thap-muoi' };
    await refuses(() => add(half, halves['giam-sat'].first), /hộp thư mới\. Nói thêm: --place/);
    const about = ['--place', 'dong-thap/thap-muoi', '--label', 'Công an xã', '--oversight', 'Công an tỉnh'];
    await add(half, halves['giam-sat'].first, ...about);
    expect(await entry('thap-muoi')).toMatchObject({
      place: 'dong-thap/thap-muoi',
      oversight: 'Công an tỉnh',
    });
    expect(await faults(false)).toEqual([]);
  });

  test('refuses a place that content does not have', async () => {
    const half = { ...halves['lung-phinh'].first, inbox: 'x' };
    const about = ['--place', 'khong/co', '--label', 'A', '--oversight', 'B'];
    await refuses(() => add(half, halves['giam-sat'].first, ...about), /không có địa bàn "khong\/co"/);
  });

  test('refuses demo keys', async () => {
    const [demo] = (await readKeyState(root)).inboxes;
    const half = {
      inbox: 'lung-phinh',
      recipient: demo?.recipients?.[0] ?? '',
      replyKey: demo?.replyKey ?? '',
    };
    await refuses(() => add(half, halves['lao-cai'].first), /khóa chạy thử/);
    await refuses(() => add(halves['lung-phinh'].first, { ...half, inbox: 'lao-cai' }), /khóa chạy thử/);
  });

  test('refuses the same key twice, the same inbox twice, and both files the wrong way round', async () => {
    const [unit, above] = [halves['lung-phinh'].first, halves['lao-cai'].first];
    await refuses(() => add(unit, unit), /cùng một khóa/);
    await refuses(() => add(unit, { ...above, replyKey: unit.replyKey }), /cùng một khóa/);
    await refuses(() => add(unit, { ...above, inbox: 'lung-phinh' }), /cùng ghi mã hộp thư/);
    await refuses(() => add(above, unit), /đảo chỗ/);
  });

  test('refuses an inbox that has real keys, the same or others', async () => {
    await addAll();
    const above = halves['lao-cai'].first;
    await refuses(() => add(halves['lung-phinh'].first, above), /đang dùng đúng hai khóa này/);
    await refuses(() => add(halves['lung-phinh'].anew, above), /đang có khóa thật.*rotate.*revoke/);
  });

  test('refuses a half of oversight that is not the one its own inbox uses', async () => {
    await addAll();
    await run('revoke', 'lung-phinh');
    const unit = halves['lung-phinh'].anew;
    await refuses(() => add(unit, halves['lao-cai'].anew), /đang dùng tệp khóa khác/);
    await refuses(() => add(unit, halves['lao-cai'].renewed), /rotate với tệp này trước/);
  });

  test('refuses the reply key of another inbox', async () => {
    await addAll();
    const half = { ...halves['lao-cai'].first, inbox: 'x', recipient: halves['lung-phinh'].anew.recipient };
    const about = ['--place', 'lao-cai', '--label', 'A', '--oversight', 'B'];
    await refuses(() => add(half, halves['giam-sat'].first, ...about), /là của hộp thư "lao-cai"/);
  });
});

describe('rotate', () => {
  beforeEach(addAll);

  test('retires the old kid, whose line stays, and keeps the reply key', async () => {
    const old = await kidOf('lung-phinh');
    await rotate(halves['lung-phinh'].renewed);
    expect(await faults()).toEqual([]);
    expect(await entry('lung-phinh')).toMatchObject({
      recipients: [halves['lung-phinh'].renewed.recipient, halves['lao-cai'].first.recipient],
      replyKey: halves['lung-phinh'].first.replyKey,
      retired: [old],
    });
    expect((await lines()).map(({ kid, revoked }) => [kid, revoked])).toEqual([
      [old, false],
      [await kidOf('lao-cai'), false],
      [await kidOf('lung-phinh'), false],
    ]);
  });

  test('of a province changes its communes too, whose oversight it is, and says that their six digits changed', async () => {
    const before = [await kidOf('lung-phinh'), await kidOf('lao-cai')];
    const told = await rotate(halves['lao-cai'].renewed);
    expect(await faults()).toEqual([]);
    const { recipient } = halves['lao-cai'].renewed;
    expect((await entry('lung-phinh')).recipients[1]).toBe(recipient);
    expect((await entry('lao-cai')).recipients[0]).toBe(recipient);
    expect([(await entry('lung-phinh')).retired, (await entry('lao-cai')).retired]).toEqual([
      [before[0]],
      [before[1]],
    ]);
    for (const id of ['lung-phinh', 'lao-cai'])
      expect(told).toContain(`${id} ${saySixDigits(fingerprintOf((await entry(id)).recipients))}`);
  });

  test('of a key that only watches changes what it watches', async () => {
    await rotate(halves['giam-sat'].renewed);
    expect(await faults()).toEqual([]);
    expect((await entry('lao-cai')).recipients[1]).toBe(halves['giam-sat'].renewed.recipient);
  });

  test('finds oversight by its key where a line does not say its reply key', async () => {
    const state = await readKeyState(root);
    const { replyKey } = halves['lao-cai'].first;
    await writeFile(join(root, KIDS), state.kids.replace(` ${replyKey}\n`, '\n'));
    await rotate(halves['lao-cai'].renewed);
    expect((await entry('lung-phinh')).recipients[1]).toBe(halves['lao-cai'].renewed.recipient);
    expect(await faults()).toEqual([]);
  });

  test('refuses a reply key that changed, another inbox, and one that nobody knows', async () => {
    await refuses(
      () => rotate(halves['lung-phinh'].anew),
      /Khóa ký trả lời trong tệp khác.*giả.*“Đổi khóa”.*revoke/,
    );
    await refuses(
      () => rotate({ ...halves['lung-phinh'].renewed, inbox: 'lao-cai' }),
      /nhưng khóa ký trả lời là của "lung-phinh"/,
    );
    await refuses(
      () => rotate({ ...halves['giam-sat'].renewed, inbox: 'lao-cai' }),
      /Khóa ký trả lời trong tệp khác/,
    );
    await refuses(
      () => rotate({ ...halves['lung-phinh'].anew, inbox: 'x' }),
      /Không có hộp thư "x".*lung-phinh, lao-cai/,
    );
  });

  test('refuses the key in use, and one that was in use', async () => {
    await refuses(() => rotate(halves['lung-phinh'].first), /đang dùng rồi/);
    await rotate(halves['lung-phinh'].renewed);
    await refuses(() => rotate(halves['lung-phinh'].renewed), /đang dùng rồi/);
    await refuses(() => rotate(halves['lung-phinh'].first), /đã thôi dùng/);
  });

  test('refuses an inbox whose keys are revoked, or are demo keys', async () => {
    await run('revoke', 'lung-phinh');
    await refuses(() => rotate(halves['lung-phinh'].renewed), /không còn khóa nào dùng được.*add/);
    await writeKeyState(root, await readKeyState(projectRoot));
    await refuses(() => rotate(halves['lung-phinh'].renewed), /còn khóa chạy thử.*add/);
  });
});

describe('retire', () => {
  test('closes an inbox and keeps its key and line', async () => {
    await addAll();
    const before = await lines();
    const told = await run('retire', 'lung-phinh');
    expect(await faults()).toEqual([]);
    expect(await entry('lung-phinh')).toMatchObject({ closed: true, retired: [], revoked: [] });
    expect(await lines()).toEqual(before);
    expect(told).toContain('npm run inbox -- revoke lung-phinh');
    await refuses(() => run('retire', 'lung-phinh'), /đã đóng/);
  });

  test('takes a demo inbox away altogether', async () => {
    await run('retire', 'lung-phinh');
    await run('retire', await file(halves['lao-cai'].first));
    expect((await readKeyState(root)).inboxes).toEqual([]);
    expect(await lines()).toEqual([]);
    expect(await faults()).toEqual([]);
  });

  test('refuses an inbox that is none', async () => {
    await refuses(() => run('retire', 'lung-phin'), /Không có hộp thư "lung-phin"/);
  });
});

describe('revoke', () => {
  beforeEach(addAll);

  test('without a new file closes the inbox and revokes every kid that the lost file opens', async () => {
    const first = await kidOf('lung-phinh');
    await rotate(halves['lung-phinh'].renewed);
    const second = await kidOf('lung-phinh');
    const told = await run('revoke', 'lung-phinh');
    expect(await faults()).toEqual([]);
    expect(await entry('lung-phinh')).toMatchObject({ closed: true, retired: [], revoked: [first, second] });
    // A retired line with the same reply key would keep the stolen key good for replies.
    expect((await lines()).filter(({ revoked }) => revoked).map(({ kid }) => kid)).toEqual([first, second]);
    expect(told).toContain('Đã đóng: lung-phinh.');
    await refuses(() => run('revoke', 'lung-phinh'), /đã hủy rồi/);
  });

  test('is ended by add with a new half, which opens the inbox again', async () => {
    const old = await kidOf('lung-phinh');
    await run('revoke', 'lung-phinh');
    const above = halves['lao-cai'].first;
    await refuses(() => add(halves['lung-phinh'].first, above), /đã hủy\. Cần ít nhất một khóa mới/);
    await add(halves['lung-phinh'].anew, above);
    expect(await faults()).toEqual([]);
    const now = await entry('lung-phinh');
    expect(now).not.toHaveProperty('closed');
    expect(now).toMatchObject({ revoked: [old], replyKey: halves['lung-phinh'].anew.replyKey });
    await refuses(() => run('revoke', 'lung-phinh', join(root, 'nua-0.txt')), /tệp khóa đã hủy/);
  });

  test('with a new file puts it in the place of the lost one', async () => {
    const old = await kidOf('lung-phinh');
    await run('revoke', 'lung-phinh', await file(halves['lung-phinh'].anew));
    expect(await faults()).toEqual([]);
    const { recipient, replyKey } = halves['lung-phinh'].anew;
    expect(await entry('lung-phinh')).toMatchObject({
      recipients: [recipient, halves['lao-cai'].first.recipient],
      replyKey,
      revoked: [old],
    });
    expect(await entry('lung-phinh')).not.toHaveProperty('closed');
  });

  test('of oversight reaches every inbox that it watches, and its own', async () => {
    await run('revoke', 'lung-phinh', '--oversight', await file(halves['lao-cai'].anew));
    expect(await faults()).toEqual([]);
    const { recipient, replyKey } = halves['lao-cai'].anew;
    expect((await entry('lung-phinh')).recipients[1]).toBe(recipient);
    expect(await entry('lao-cai')).toMatchObject({ recipients: [recipient, expect.anything()], replyKey });
    expect((await entry('lung-phinh')).replyKey).toBe(halves['lung-phinh'].first.replyKey);
    const good = (await lines()).filter(({ revoked }) => !revoked);
    expect(good).toHaveLength(2);
    expect(JSON.stringify(good)).not.toContain(halves['lao-cai'].first.replyKey);
  });

  test('is for good: the lost file is taken back nowhere, with whatever other one, renewed or not', async () => {
    await run('revoke', 'lung-phinh');
    await run('revoke', await file(halves['giam-sat'].first));
    const lost = /Tệp của "[a-z-]+" là tệp khóa đã hủy/;
    for (const half of ['first', 'renewed'] as const) {
      await refuses(() => add(halves['lung-phinh'][half], halves['giam-sat'].anew), lost);
      await refuses(() => add(halves['lao-cai'].anew, halves['giam-sat'][half]), lost);
    }
    const about = ['--place', 'dong-thap/thap-muoi', '--label', 'A', '--oversight', 'B'];
    const commune = { ...halves['lung-phinh'].anew, inbox: 'thap-muoi' };
    await refuses(() => add(commune, halves['giam-sat'].first, ...about), lost);
    expect(await faults()).toEqual([]);
    // As an editor on Windows may save it.
    const kids = await readFile(join(root, KIDS), 'utf8');
    await writeFile(join(root, KIDS), kids.replaceAll('\n', '\r\n'));
    await refuses(() => add(halves['lung-phinh'].first, halves['giam-sat'].anew), lost);
  });

  test('takes the public half of the lost file as well as an inbox', async () => {
    await run('revoke', await file(halves['giam-sat'].first));
    expect(await entry('lao-cai')).toMatchObject({ closed: true });
    expect((await entry('lung-phinh')).closed).toBeUndefined();
    expect(await faults()).toEqual([]);
  });

  test('ends an inbox that was closed before', async () => {
    await run('retire', 'lung-phinh');
    await run('revoke', 'lung-phinh');
    expect(await entry('lung-phinh')).toMatchObject({ closed: true, revoked: [await kidOf('lung-phinh')] });
    expect(await faults()).toEqual([]);
  });

  test('refuses a new file that still has a key of the lost one, another inbox, a demo key', async () => {
    const revoke = async (half: PublicHalf) => run('revoke', 'lung-phinh', await file(half));
    await refuses(() => revoke(halves['lung-phinh'].renewed), /còn khóa của tệp bị mất.*Làm tệp khóa mới/);
    await refuses(() => revoke({ ...halves['lung-phinh'].anew, inbox: 'x' }), /ghi mã hộp thư "x"/);
    const [demo] = (await readKeyState(projectRoot)).inboxes;
    const { recipients = [], replyKey = '' } = demo ?? {};
    await refuses(
      () => revoke({ inbox: 'lung-phinh', recipient: recipients[0] ?? '', replyKey }),
      /khóa chạy thử/,
    );
  });

  test('refuses what nobody uses', async () => {
    await refuses(() => run('revoke', 'khong-co'), /Không có hộp thư/);
    await refuses(async () => run('revoke', await file(halves['lung-phinh'].anew)), /Không hộp thư nào/);
  });
});

describe('any verb', () => {
  test('refuses files that are no public half, in a sentence that names the file', async () => {
    const path = join(root, 'x.txt');
    const good = await file(halves['lao-cai'].first);
    await refuses(() => run('rotate', path), /Không đọc được tệp .*x\.txt/);
    await writeFile(path, 'Chào anh');
    await refuses(() => run('rotate', path), /x\.txt không phải nửa công khai/);
    await writeFile(path, writePublicHalf(halves['lung-phinh'].first).slice(0, 900));
    await refuses(() => run('add', path, good), /bị cắt/);
    await writeFile(
      path,
      writePublicHalf(halves['lung-phinh'].first)
        .replace('age1pq1q', 'age1pq1p')
        .replace(/(age1pq1.{9})./, '$1z'),
    );
    await refuses(() => run('add', path, good), /bị đổi trên đường đi/);
    await writeFile(path, await writeKeyFile(await makeSecrets('x'), 'a', 1));
    await refuses(() => run('rotate', path), /tệp khóa bí mật.*xóa nó đi/);
  });

  test.each([['xoa'], ['add'], ['rotate'], ['rotate', 'a', 'b'], ['revoke'], ['retire'], ['rotate', '--x']])(
    'says how it is used when it is not: %s %s',
    async (...args) => refuses(() => run(...args.filter(Boolean)), /^Cách dùng:/),
  );

  test.each([KIDS, CONTENT])('says that %s is missing, and how to get it back', async (gone) => {
    await rm(join(root, gone));
    await expect(run()).rejects.toThrow(`Thiếu tệp ${gone}. Lấy lại: git checkout ${gone}.`);
  });

  test.each(['', '[', '"x"', 'null', '{}', '[null]'])(
    'says that content/inboxes.json is broken: %j',
    async (text) => {
      await writeFile(join(root, CONTENT), text);
      await refuses(() => run(), /^Tệp content\/inboxes\.json không phải (JSON đúng|danh sách hộp thư)/);
    },
  );

  test('refuses while the files are at odds for another reason', async () => {
    await addAll();
    const kids = await readFile(join(root, KIDS), 'utf8');
    await writeFile(join(root, KIDS), `${kids}${'1'.repeat(16)} lao-cai ${'A'.repeat(43)}\n`);
    await refuses(() => rotate(halves['lung-phinh'].renewed), /khóa 1{16} không phải khóa đang dùng/);
  });

  const commands: [string, () => Promise<string[]>][] = [
    ['add', async () => ['add', await file(halves['lung-phinh'].anew), await file(halves['lao-cai'].first)]],
    ['rotate', async () => ['rotate', await file(halves['lao-cai'].renewed)]],
    ['revoke', async () => ['revoke', 'lao-cai']],
    ['revoke with a new file', async () => ['revoke', 'lao-cai', await file(halves['lao-cai'].anew)]],
  ];
  test.each(commands)(
    'that crashes between its two files leaves what the build refuses, and is completed by the same again: %s',
    async (verb, make) => {
      await addAll();
      if (verb === 'add') await run('revoke', 'lung-phinh');
      const before = await readFile(join(root, CONTENT), 'utf8');
      const args = await make();
      let writes = 0;
      const crash = changeKeys(root, args, async (path, text) => {
        if (++writes === 2) throw new Error('power cut');
        await writeWhole(path, text);
      });
      await expect(crash).rejects.toThrow('power cut');
      expect(await readFile(join(root, CONTENT), 'utf8')).toBe(before);
      for (const production of [true, false]) expect(await faults(production)).not.toEqual([]);
      await changeKeys(root, args);
      expect(await faults()).toEqual([]);
      const kids = (await lines()).map(({ kid }) => kid);
      expect(new Set(kids).size).toBe(kids.length);
    },
  );

  test('writes content that looks as before', async () => {
    const text = await readFile(join(projectRoot, CONTENT), 'utf8');
    await writeKeyState(root, await readKeyState(projectRoot));
    expect(await readFile(join(root, CONTENT), 'utf8')).toBe(text);
  });
});
