import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { judgeCanaries, runCanaries, type Canary } from '../../../site/commands/canary.ts';
import { memoryFile } from '../../../site/commands/line/memory.ts';
import { ENDPOINTS } from '../../../worker/contract/endpoints.ts';
import { cheapChallenge } from '../../worker/cheap-proof.ts';
import { FAKE_ENV, type FakeLine, startFakeLine } from '../../line/fake-line.ts';

const canary = (day: string): Canary => ({ inbox: 'lung-phinh', sid: '00'.repeat(16), day });

test('an opened canary is done with, however old', () => {
  const asked = [{ canary: canary('2026-10-01'), status: 'opened' as const }];
  expect(judgeCanaries(asked, '2026-11-22')).toEqual({ waiting: [], failures: [] });
});

test.each([
  ['held', 'chưa gửi thư'],
  ['mailed', 'đã gửi thư, chưa báo đã mở'],
  ['escalated', 'đã chuyển cấp trên'],
  ['unknown', 'đường dây không biết tin này'],
] as const)('%s is waited for until the seventh day', (status, words) => {
  const young = canary('2026-11-16');
  expect(judgeCanaries([{ canary: young, status }], '2026-11-22')).toEqual({
    waiting: [young],
    failures: [],
  });
  const old = canary('2026-11-15');
  expect(judgeCanaries([{ canary: old, status }], '2026-11-22')).toEqual({
    waiting: [old],
    failures: [`Hộp thư lung-phinh: tin thử ngày 2026-11-15 chưa được mở (${words}). Hãy gọi đơn vị ấy.`],
  });
});

test('a canary that the line has forgotten is asked about no more', () => {
  const judge = (today: string) =>
    judgeCanaries([{ canary: canary('2026-07-01'), status: 'unknown' }], today).waiting.length;
  expect(judge('2026-11-13')).toBe(1);
  expect(judge('2026-11-14')).toBe(0);
});

test('says which mailbox it tried', () => {
  const asked = [
    { canary: { ...canary('2026-11-01'), to: 'oversight' as const }, status: 'mailed' as const },
  ];
  expect(judgeCanaries(asked, '2026-11-22').failures).toEqual([
    'Cấp trên của hộp thư lung-phinh: tin thử ngày 2026-11-01 chưa được mở (đã gửi thư, chưa báo đã mở). Hãy gọi cấp trên ấy.',
  ]);
});

describe('a run', () => {
  let line: FakeLine;
  let file: string;
  beforeEach(async () => {
    for (const [name, value] of Object.entries(FAKE_ENV)) vi.stubEnv(name, value);
    line = await startFakeLine();
    file = memoryFile('canary', line.url);
    await mkdir(dirname(file), { recursive: true });
    // Before seven in the morning of the 22nd in Vietnam.
    vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-11-21T23:30:00Z') });
  });
  afterEach(async () => {
    vi.useRealTimers();
    vi.unstubAllEnvs();
    await line.stop();
    await rm(file, { force: true });
  });

  /** Answers what canaries ask: `answers` by path, the challenge solvable at once. */
  async function answering(answers: Record<string, [number, unknown]>) {
    const challenge = await cheapChallenge('', { challenge: 'a', key: 'b' }, Date.now() + 60_000);
    const all: typeof answers = { [ENDPOINTS.challenge]: [200, challenge], ...answers };
    line.instead = (request, response) => {
      const [status, value] = all[request.url ?? ''] ?? [];
      if (!status) return false;
      request.resume().on('end', () => response.writeHead(status).end(JSON.stringify(value)));
      return true;
    };
  }
  async function run() {
    const error = vi.spyOn(console, 'error').mockImplementation(() => {});
    const log = vi.spyOn(console, 'log').mockImplementation(() => {});
    const code = await runCanaries(line.url);
    const told = error.mock.calls.map(([text]) => String(text));
    error.mockRestore();
    log.mockRestore();
    return { code, told, kept: JSON.parse(await readFile(file, 'utf8')) as Canary[] };
  }
  const accepted = { [ENDPOINTS.tips]: [202, {}], [ENDPOINTS.canaries]: [202, {}] } as Record<
    string,
    [number, unknown]
  >;

  test('sends to each mailbox, of the day that it is in Vietnam', async () => {
    await answering(accepted);
    const { code, told, kept } = await run();
    expect({ code, told }).toEqual({ code: 0, told: [] });
    expect(kept.map(({ inbox, to, day }) => [inbox, to, day])).toEqual([
      ['lung-phinh', undefined, '2026-11-22'],
      ['lung-phinh', 'oversight', '2026-11-22'],
      ['lao-cai', undefined, '2026-11-22'],
      ['lao-cai', 'oversight', '2026-11-22'],
    ]);
  });

  test('goes on when the line does not say what became of one, and asks again next time', async () => {
    const old = canary('2026-11-01');
    await writeFile(file, JSON.stringify([old]));
    await answering({ ...accepted, [ENDPOINTS.status]: [503, { e: 'store' }] });
    const { code, told, kept } = await run();
    expect({ code, told }).toEqual({
      code: 1,
      told: [
        'Tin thử ngày 2026-11-01 đến hộp thư lung-phinh: máy chủ báo lỗi 503. Xem bản vừa triển khai, bí mật của Worker và trang quản trị.',
      ],
    });
    expect(kept).toHaveLength(5);
    expect(kept).toContainEqual(old);
  });

  test('says in one sentence what every mailbox was refused with, and that a memory is broken', async () => {
    await writeFile(file, '{"sid');
    await answering({ [ENDPOINTS.challenge]: [200, { parameters: { cost: 1e9 } }] });
    const { code, told, kept } = await run();
    expect({ code, told, kept }).toEqual({
      code: 1,
      told: [
        `Tệp ghi nhớ ${file} không đọc được: coi như chưa nhớ gì.`,
        'Tin thử đến hộp thư lung-phinh; Tin thử đến cấp trên của lung-phinh; Tin thử đến hộp thư lao-cai; Tin thử đến cấp trên của lao-cai: trả lời không phải của đường dây này. Xem lại địa chỉ và bản đang chạy.',
      ],
      kept: [],
    });
  });
});
