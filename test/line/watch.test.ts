/** `npm run watch` from run to run: what it tells, to whom, how often, and how it ends. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { memoryFile } from '../../site/commands/line/memory.ts';
import { projectRoot } from '../../site/commands/project.ts';
import { type Memory, watch } from '../../site/commands/watch.ts';
import { FAKE_ENV, type FakeLine, startFakeLine, WELL_STATE } from './fake-line.ts';

let line: FakeLine;
let receiver: Receiver;
beforeEach(async () => {
  line = await startFakeLine();
  receiver = await startReceiver();
  const env = { ...FAKE_ENV, ALERT_URL: `${receiver.url}/bi-mat-rieng` };
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await line.stop();
  await receiver.stop();
  await rm(memoryFile('watch', line.url), { recursive: true, force: true });
});

/** Takes alerts, or does what `deal` says. */
interface Receiver {
  url: string;
  taken: { type: string | undefined; text: string }[];
  status: number | 'silent';
  stop: () => Promise<void>;
}

async function startReceiver(): Promise<Receiver> {
  const server = createServer((request, response) => {
    if (receiver.status === 'silent') return;
    let text = '';
    request.setEncoding('utf8').on('data', (part: string) => (text += part));
    request.on('end', () => {
      if (receiver.status === 200) receiver.taken.push({ type: request.headers['content-type'], text });
      response.writeHead(receiver.status as number).end();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    taken: [],
    status: 200,
    stop: async () => {
      server.close();
      server.closeAllConnections();
      if (server.listening) await once(server, 'close');
    },
  };
}

/** One run: how it ends, what it prints, and the alerts it sent. */
async function run(patience = 10_000) {
  const spies = [vi.spyOn(console, 'log'), vi.spyOn(console, 'error')] as const;
  for (const spy of spies) spy.mockImplementation(() => {});
  receiver.taken = [];
  const code = await watch(line.url, patience, 50);
  const [said, complained] = spies.map((spy) => spy.mock.calls.map(([text]) => String(text)));
  for (const spy of spies) spy.mockRestore();
  const words = [...(said ?? []), ...(complained ?? [])].join('\n');
  expect(words).not.toMatch(new RegExp(`${FAKE_ENV.OPERATOR_TOKEN}|bi-mat-rieng`));
  return { code, said, complained, alerts: receiver.taken.map(({ text }) => text) };
}

const memory = async () => JSON.parse(await readFile(memoryFile('watch', line.url), 'utf8')) as Memory;
/** As if all that was told had been told so many hours ago. */
async function age(hours: number) {
  const told = new Date(Date.now() - hours * 3_600_000).toISOString();
  const old = Object.entries(await memory()).map(([what, known]) => [what, { ...known, told }]);
  await writeFile(memoryFile('watch', line.url), JSON.stringify(Object.fromEntries(old)));
}

const refuse = (id: string) => {
  line.state[id] = { ...WELL_STATE, mail: 'refused', fault: '550' };
};
const mend = (id: string) => {
  line.state[id] = WELL_STATE;
};
const REFUSED =
  'máy chủ thư từ chối hẳn (550); không có tin chờ. Xem địa chỉ nhận, địa chỉ gửi và cấu hình thư.';
const quiet = { code: 0, said: [], complained: [], alerts: [] };

test('of a line that is well nothing is told', async () => {
  expect(await run()).toEqual(quiet);
});

test('a fault is told when it begins, each day it lasts, and once when it is over', async () => {
  refuse('lung-phinh');
  const said = [`Hộp thư lung-phinh: ${REFUSED}`];
  const faulty = { code: 1, said, complained: [], alerts: [] };
  expect(await run()).toEqual({
    ...faulty,
    alerts: [`Đường dây ${line.url} có lỗi.\nMới hỏng:\n- Hộp thư lung-phinh: ${REFUSED}\n`],
  });
  expect(await run()).toEqual(faulty);
  await age(23);
  expect(await run()).toEqual(faulty);
  await age(25);
  expect(await run()).toEqual({
    ...faulty,
    alerts: [`Đường dây ${line.url} có lỗi.\nVẫn hỏng:\n- Hộp thư lung-phinh: ${REFUSED}\n`],
  });
  expect(await run()).toEqual(faulty);
  mend('lung-phinh');
  expect(await run()).toEqual({
    ...quiet,
    alerts: [`Đường dây ${line.url} đã hết lỗi.\nĐã hết:\n- Hộp thư lung-phinh\n`],
  });
  expect(await run()).toEqual(quiet);
  expect(await memory()).toEqual({});
});

test('a fault that becomes another is told at once; another code or count is not', async () => {
  const becomes = async (state: Partial<typeof WELL_STATE>) => {
    line.state['lung-phinh'] = { ...WELL_STATE, ...state };
    return (await run()).alerts.length;
  };
  expect(await becomes({ mail: 'retrying', fault: '451', alerts: ['mail:unit'] })).toBe(1);
  expect(await becomes({ mail: 'retrying', fault: 'ETIMEDOUT', alerts: ['mail:unit'] })).toBe(0);
  expect(await becomes({ mail: 'retrying', fault: '451', waiting: 'many', alerts: ['mail:unit'] })).toBe(0);
  expect(await becomes({ mail: 'refused', fault: '550' })).toBe(1);
  expect(await becomes({ mail: 'retrying', fault: '451', alerts: ['mail:unit'] })).toBe(0);
});

test('a mail server that says “later” wakes nobody before the line itself calls it a fault', async () => {
  line.state['lung-phinh'] = { ...WELL_STATE, mail: 'retrying', fault: '451' };
  expect(await run()).toEqual(quiet);
  // One of an older release does not say when it does.
  line.state['lung-phinh'] = { ...WELL_STATE, mail: 'retrying', fault: '451', alerts: undefined as never };
  expect(await run()).toMatchObject({ code: 1, alerts: [expect.stringContaining('đang thử lại (451)')] });
});

test('an alert is plain text', async () => {
  refuse('lung-phinh');
  await run();
  expect(receiver.taken).toEqual([
    { type: 'text/plain; charset=utf-8', text: expect.stringContaining('từ chối hẳn') },
  ]);
});

test('a second fault is told beside the first, and so is the end of one of them', async () => {
  refuse('lung-phinh');
  await run();
  refuse('lao-cai');
  expect((await run()).alerts).toEqual([
    `Đường dây ${line.url} có lỗi.\nMới hỏng:\n- Hộp thư lao-cai: ${REFUSED}\nVẫn hỏng:\n- Hộp thư lung-phinh: ${REFUSED}\n`,
  ]);
  mend('lung-phinh');
  expect((await run()).alerts).toEqual([
    `Đường dây ${line.url} có lỗi.\nVẫn hỏng:\n- Hộp thư lao-cai: ${REFUSED}\nĐã hết:\n- Hộp thư lung-phinh\n`,
  ]);
});

test('of a dead line nothing is called over that cannot be seen', async () => {
  refuse('lung-phinh');
  await run();
  const port = Number(new URL(line.url).port);
  await line.stop();
  const dead = `${line.url}: máy chủ không nhận kết nối (ECONNREFUSED). Xem lại địa chỉ, rồi Worker và tên miền trong trang quản trị.`;
  expect(await run()).toEqual({
    code: 1,
    said: [dead],
    complained: [],
    alerts: [`Đường dây ${line.url} có lỗi.\nMới hỏng:\n- ${dead}\n`],
  });
  line = await startFakeLine(port);
  expect((await run()).alerts).toEqual([
    `Đường dây ${line.url} đã hết lỗi.\nĐã hết:\n- Hộp thư lung-phinh\n- ${line.url}\n`,
  ]);
});

test('a line that dies a second time is told a second time, while another fault lasts', async () => {
  const port = Number(new URL(line.url).port);
  const dies = async () => {
    await line.stop();
    const { alerts } = await run();
    line = await startFakeLine(port);
    refuse('lung-phinh');
    return alerts;
  };
  refuse('lung-phinh');
  await run();
  expect(await dies()).toEqual([expect.stringContaining('Mới hỏng')]);
  expect((await run()).alerts).toEqual([expect.stringContaining(`Đã hết:\n- ${line.url}`)]);
  expect(await dies()).toEqual([expect.stringContaining('Mới hỏng')]);
});

describe('what flickers is not told', () => {
  test('as a fault, when the second look is good', async () => {
    let looks = 0;
    line.instead = (request) => request.url === '/api/health' && looks++ === 0 && request.destroy() !== null;
    expect(await run()).toEqual(quiet);
    expect(looks).toBe(2);
  });

  test('as over, when the second look is as bad as before', async () => {
    refuse('lung-phinh');
    await run();
    let looks = 0;
    line.instead = (request) => {
      if (request.url === '/') looks++;
      if (looks > 1) refuse('lung-phinh');
      else mend('lung-phinh');
      return false;
    };
    expect(await run()).toMatchObject({ code: 1, alerts: [] });
    expect(looks).toBe(2);
  });
});

describe('an alert that nobody took', () => {
  const silence = 'không trả lời trong 1,5 giây.';
  test.each<[string, number | 'silent', string]>([
    ['because of an error there', 500, 'nơi nhận trả về 500.'],
    ['because it moved', 302, 'nơi nhận trả về 302.'],
    ['because nobody is there', 'silent', silence],
  ])('%s is said on stderr and sent by the next run', async (_why, status, fault) => {
    receiver.status = status;
    refuse('lung-phinh');
    const failed = {
      code: 1,
      said: [`Hộp thư lung-phinh: ${REFUSED}`],
      complained: [`Không gửi được cảnh báo tới ALERT_URL: ${fault}`],
      alerts: [],
    };
    expect(await run(1_500)).toEqual(failed);
    expect(await run(1_500)).toEqual(failed);
    receiver.status = 200;
    expect(await run()).toMatchObject({
      code: 1,
      complained: [],
      alerts: [expect.stringContaining('Mới hỏng')],
    });
    expect(await run()).toMatchObject({ code: 1, complained: [], alerts: [] });
    // The end of a fault too.
    mend('lung-phinh');
    receiver.status = status;
    expect(await run(1_500)).toEqual({ ...failed, said: [] });
    receiver.status = 200;
    expect(await run()).toMatchObject({ code: 0, alerts: [expect.stringContaining('đã hết lỗi')] });
    expect(await run()).toEqual(quiet);
  });

  test('because the address is none is said, and a fault that ends before anybody heard of it is not', async () => {
    vi.stubEnv('ALERT_URL', 'bi-mat-rieng');
    refuse('lung-phinh');
    expect((await run()).complained).toEqual([
      'Không gửi được cảnh báo tới ALERT_URL: ALERT_URL không phải địa chỉ web.',
    ]);
    mend('lung-phinh');
    expect(await run()).toEqual(quiet);
  });
});

describe('what it remembers', () => {
  test('holds what a fault is of, of what kind, and two times, nothing else', async () => {
    refuse('lung-phinh');
    await run();
    const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
    expect(await memory()).toEqual({
      'Hộp thư lung-phinh': { since: time, told: time, kinds: ['máy chủ thư từ chối hẳn'] },
    });
  });

  test.each(['', '{"Hộp', '[]', '{"Hộp thư lung-phinh":{"told":"hôm qua"}}', 'null'])(
    'may be broken (%s): it begins anew',
    async (text) => {
      await mkdir(dirname(memoryFile('watch', line.url)), { recursive: true });
      await writeFile(memoryFile('watch', line.url), text);
      refuse('lung-phinh');
      expect(await run()).toMatchObject({ code: 1, alerts: [expect.stringContaining('Mới hỏng')] });
      expect(await run()).toMatchObject({ code: 1, complained: [], alerts: [] });
    },
  );

  test('cannot be written: the alert goes out all the same', async () => {
    await mkdir(memoryFile('watch', line.url), { recursive: true });
    refuse('lung-phinh');
    await expect(run()).rejects.toThrow(/^không ghi được tệp .*\. Xem chỗ trống và quyền ghi\.$/);
    expect(receiver.taken).toHaveLength(1);
    vi.restoreAllMocks();
  });

  test('is one for two runs at once: one alert, and a whole file', async () => {
    refuse('lung-phinh');
    const log = vi.spyOn(console, 'log').mockImplementation(() => {});
    const runs = Array.from({ length: 4 }, () => watch(line.url, 10_000, 50));
    expect(await Promise.all(runs)).toEqual([1, 1, 1, 1]);
    log.mockRestore();
    expect(receiver.taken).toHaveLength(1);
    expect(Object.keys(await memory())).toEqual(['Hộp thư lung-phinh']);
    expect(await run()).toMatchObject({ code: 1, alerts: [] });
  });

  test('is not locked for ever by a run that died', async () => {
    const lock = `${memoryFile('watch', line.url)}.lock`;
    await mkdir(lock, { recursive: true });
    refuse('lung-phinh');
    expect(await run()).toMatchObject({ code: 1, alerts: [] });
    const long = new Date(Date.now() - 3 * 60_000);
    await utimes(lock, long, long);
    expect(await run()).toMatchObject({ code: 1, alerts: [expect.stringContaining('Mới hỏng')] });
    expect(existsSync(lock)).toBe(false);
  });
});

describe('as a process', () => {
  async function command(name: string, ...args: string[]) {
    const child = spawn(process.execPath, [join(projectRoot, 'site/commands', name), ...args], {
      cwd: projectRoot,
      env: { ...process.env, ALERT_URL: '' },
    });
    let [out, errors] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
    const [code] = (await once(child, 'close')) as [number];
    return { code, out, errors };
  }
  const REFUSES =
    'máy chủ không nhận kết nối (ECONNREFUSED). Xem lại địa chỉ, rồi Worker và tên miền trong trang quản trị.';

  test('watch prints nothing of a good line and ends with 0, as cron runs it', async () => {
    const child = spawn('npm', ['run', '-s', 'watch', '--', line.url], {
      cwd: projectRoot,
      env: { ...process.env, ALERT_URL: '' },
    });
    let out = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => (out += text));
    const [code] = (await once(child, 'close')) as [number];
    expect({ code, out }).toEqual({ code: 0, out: '' });
  });

  test('doctor and watch say of a dead line one sentence and end with 1', async () => {
    await line.stop();
    expect(await command('doctor.ts', line.url)).toEqual({
      code: 1,
      out: `HỎNG  ${line.url}: ${REFUSES}\n`,
      errors: '',
    });
    expect(await command('watch.ts', line.url, '--seconds', '1')).toEqual({
      code: 1,
      out: `${line.url}: ${REFUSES}\n`,
      errors: '',
    });
  });

  test('doctor and watch come to an end before a silent line, and say so', async () => {
    line.instead = () => true;
    const silent = `${line.url}: không trả lời trong 1 giây.\n`;
    expect(await command('doctor.ts', line.url, '--seconds', '1')).toEqual({
      code: 1,
      out: `HỎNG  ${silent}`,
      errors: '',
    });
    expect(await command('watch.ts', line.url, '--seconds', '1')).toEqual({
      code: 1,
      out: silent,
      errors: '',
    });
  });

  test.each([
    ['canary.ts', [], 1, 'Không hỏi được URL: '],
    ['resend.ts', ['lung-phinh', '1-2'], 1, 'Chưa xin được: '],
    ['verify.ts', [], 2, 'Chưa so được: URL/: '],
  ] as const)('%s says of a dead line one sentence', async (name, args, code, before) => {
    await line.stop();
    expect(await command(name, line.url, ...args)).toEqual({
      code,
      out: '',
      errors: `${before.replace('URL', line.url)}${REFUSES}\n`,
    });
  });

  test.each(['doctor.ts', 'watch.ts', 'canary.ts', 'resend.ts', 'verify.ts'])(
    '%s says how it is used when the address is none',
    async (name) => {
      const { code, out, errors } = await command(name, 'localhost:8787');
      expect([code, out]).toEqual([2, '']);
      expect(errors).toMatch(/^Cách dùng: npm run /);
    },
  );

  test.each(['doctor.ts', 'watch.ts', 'canary.ts', 'resend.ts', 'verify.ts', 'deploy.ts'])(
    '%s says how it is used when an option is mistyped',
    async (name) => {
      const { code, out, errors } = await command(name, 'https://line.invalid', '--canray');
      expect([code, out]).toEqual([2, '']);
      expect(errors).toMatch(/^Cách dùng: npm run /);
    },
  );
});
