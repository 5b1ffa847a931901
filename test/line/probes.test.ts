/** What an operator reads of a line that is broken in one thing, sentence by sentence. */
import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { once } from 'node:events';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { sayFaults } from '../../site/commands/line/faults.ts';
import { examineLine } from '../../site/commands/line/probes.ts';
import { watch } from '../../site/commands/watch.ts';
import { projectRoot, readRelease } from '../../site/commands/project.ts';
import { FAKE_ENV, type FakeLine, startFakeLine, WELL_STATE } from './fake-line.ts';

let line: FakeLine;
const release = await readRelease();
beforeEach(async () => {
  for (const [name, value] of Object.entries(FAKE_ENV)) vi.stubEnv(name, value);
  line = await startFakeLine();
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await line.stop();
});

/** What `watch` prints of it and how it ends. */
async function watched(patience = 10_000): Promise<{ said: string[]; code: number }> {
  const said = vi.spyOn(console, 'log').mockImplementation(() => {});
  const code = await watch(line.url, patience, 10);
  const lines = said.mock.calls.map(([text]) => String(text));
  said.mockRestore();
  return { said: lines, code };
}

const unit = (id: string, change: Partial<typeof WELL_STATE>) => {
  line.state[id] = { ...WELL_STATE, ...change };
};
const oversight = (id: string, change: Partial<typeof WELL_STATE.oversight>) =>
  unit(id, { oversight: { ...WELL_STATE.oversight, ...change } });
const everywhere = (deal: (response: ServerResponse, request: IncomingMessage) => void) => {
  line.instead = (request, response) => {
    deal(response, request);
    return true;
  };
};
const at = (path: string, deal: (response: ServerResponse) => void) => {
  line.instead = (request, response) => {
    if (request.url !== path) return false;
    deal(response);
    return true;
  };
};
const otherKey = Buffer.alloc(32, 8).toString('base64url');

test('a line that is good in everything has no fault, and everything was looked at', async () => {
  expect(await watched()).toEqual({ said: [], code: 0 });
  const findings = await examineLine(line.url);
  expect(sayFaults(findings)).toEqual([]);
  expect(findings.map(({ what }) => what)).toEqual([
    'Trang /',
    'Trang /bao-tin/',
    'Trang /an-toan/',
    'Trang /khong-co-trang-nay/',
    'Khóa của lung-phinh',
    'Khóa của lao-cai',
    'Nhận tin',
    'Đề tính của lung-phinh',
    'Đề tính của lao-cai',
    'Khóa ký thư',
    'Công cụ của cán bộ',
    'Bản đang chạy',
    'Đồng hồ',
    'Thư báo sáng',
    'Kho tin của lung-phinh',
    'Hộp thư lung-phinh',
    'Hộp thư lung-phinh, cấp trên',
    'Kho tin của lao-cai',
    'Hộp thư lao-cai',
    'Hộp thư lao-cai, cấp trên',
  ]);
});

describe('of a line in which one thing is broken an operator reads', () => {
  test.each<[string, () => void | Promise<void>, string[]]>([
    [
      'dead',
      () => line.stop(),
      [
        'URL: máy chủ không nhận kết nối (ECONNREFUSED). Xem lại địa chỉ, rồi Worker và tên miền trong trang quản trị.',
      ],
    ],
    [
      '500 with a page of the host',
      () => everywhere((response) => response.writeHead(500).end('<h1>Internal Server Error</h1>')),
      ['URL: máy chủ báo lỗi 500. Xem bản vừa triển khai, bí mật của Worker và trang quản trị.'],
    ],
    [
      'another key of an inbox',
      () => {
        line.keys = line.keys.map((keys, index) =>
          index === 0 ? { ...(keys as object), replyKey: otherKey } : keys,
        );
      },
      [
        'Khóa của lung-phinh: khóa trang phát ra khác content/inboxes.json. Tắt đường dây, hỏi hai người giữ khóa.',
      ],
    ],
    [
      'another mail key than the environment and the tool have',
      () => {
        line.health.mailKey = otherKey;
      },
      [
        'Khóa ký thư: đường dây ký thư bằng khóa khác MAIL_PUBLIC_KEY: cán bộ thấy mọi tin là “Không rõ nguồn”. Đặt MAIL_SIGN_KEY và MAIL_PUBLIC_KEY cùng một cặp, rồi triển khai lại.',
        'Công cụ của cán bộ: công cụ mở tin trên trang không mang khóa ký thư của đường dây: cán bộ thấy mọi tin là “Không rõ nguồn”. Dựng lại với đúng MAIL_PUBLIC_KEY, triển khai lại, rồi báo cán bộ tải lại công cụ.',
      ],
    ],
    [
      'a MAIL_PUBLIC_KEY of another line',
      () => void vi.stubEnv('MAIL_PUBLIC_KEY', otherKey),
      [
        'Khóa ký thư: đường dây ký thư bằng khóa khác MAIL_PUBLIC_KEY: cán bộ thấy mọi tin là “Không rõ nguồn”. Đặt MAIL_SIGN_KEY và MAIL_PUBLIC_KEY cùng một cặp, rồi triển khai lại.',
      ],
    ],
    [
      'a mail key that is not the current one',
      () => void vi.stubEnv('MAIL_PUBLIC_KEY', `${otherKey}, ${FAKE_ENV.MAIL_PUBLIC_KEY}`),
      [
        'Khóa ký thư: đường dây ký thư bằng một khóa không đứng đầu MAIL_PUBLIC_KEY: cán bộ vẫn nhận ra thư, nhưng việc đổi khóa còn dở. Đặt khóa đang ký lên đầu.',
      ],
    ],
    [
      'no mail key at all',
      () => {
        line.health.mailKey = null;
      },
      [
        'Khóa ký thư: đường dây thiếu bí mật MAIL_SIGN_KEY, hoặc bí mật ấy hỏng: thư không đi được. Đặt lại bằng npx wrangler secret put MAIL_SIGN_KEY.',
      ],
    ],
    [
      'oversight refuses',
      () => oversight('lung-phinh', { mail: 'refused', fault: '550', waiting: 'few', oldest: 'day' }),
      [
        'Hộp thư lung-phinh, cấp trên: máy chủ thư từ chối hẳn (550); không quá 10 tin chờ, tin cũ nhất chờ không quá một ngày. Xem địa chỉ nhận, địa chỉ gửi và cấu hình thư.',
      ],
    ],
    [
      'the unit refuses',
      () =>
        unit('lao-cai', {
          mail: 'refused',
          fault: 'E_RECIPIENT_SUPPRESSED',
          waiting: 'some',
          oldest: 'week',
        }),
      [
        'Hộp thư lao-cai: máy chủ thư từ chối hẳn (E_RECIPIENT_SUPPRESSED); không quá 100 tin chờ, tin cũ nhất chờ nhiều ngày. Xem địa chỉ nhận, địa chỉ gửi và cấu hình thư.',
      ],
    ],
    [
      'an alarm that never ends',
      () => {
        line.health.line = 'degraded';
        unit('lung-phinh', { alarm: 'killed' });
      },
      [
        'Thư báo sáng: có hộp thư, của đơn vị hay của cấp trên, thiếu thư báo sáng hôm nay, hoặc có kho tin hỏng. Xem các dòng của từng hộp thư. Đường dây hay hộp thư mới đưa lên: thư đầu tiên đến lúc bảy giờ sáng mai.',
        'Kho tin của lung-phinh: kho tin hỏng (killed): tin không vào hoặc không đi. Không triển khai thêm; xem bản vừa triển khai và mục “Kho tin hỏng” trong worker/OPERATING.md.',
      ],
    ],
    [
      'another release',
      () => {
        Object.assign(line.health, { version: '0.0.9', commit: 'c0ffee'.padEnd(40, '0') });
      },
      [
        `Bản đang chạy: đường dây chạy bản 0.0.9 (c0ffee0), thư mục này là bản ${release.version} (${release.commit.slice(0, 7)}). Triển khai lại, hoặc đưa thư mục này về bản đang chạy.`,
      ],
    ],
    [
      'a release that says nothing of itself',
      () => {
        line.health = { line: 'ok' } as typeof line.health;
      },
      [
        'Khóa ký thư; Bản đang chạy; Đồng hồ: đường dây không nói ra: bản đang chạy cũ hơn thư mục này. Triển khai lại.',
      ],
    ],
    [
      'a missing header',
      () => {
        line.headers.delete('referrer-policy');
      },
      [
        'Trang /; Trang /bao-tin/; Trang /an-toan/; Trang /khong-co-trang-nay/: tiêu đề referrer-policy là “không có”, lẽ ra “no-referrer”.',
      ],
    ],
    [
      'a clock that is off',
      () => {
        line.health.time -= 15 * 60;
      },
      [
        'Đồng hồ: giờ của đường dây muộn hơn máy này 15 phút, chưa rõ bên nào sai. Xem giờ của máy này trước. Tiêu đề Date của máy chủ thì khớp máy này.',
      ],
    ],
    [
      'a clock that is off like that of its host: perhaps it is ours',
      () => {
        const time = line.health.time + 3 * 3_600;
        at('/api/health', (response) =>
          response
            .setHeader('date', new Date(time * 1_000).toUTCString())
            .end(JSON.stringify({ ...line.health, time })),
        );
      },
      [
        'Đồng hồ: giờ của đường dây sớm hơn máy này 3 giờ, chưa rõ bên nào sai. Xem giờ của máy này trước. Tiêu đề Date của máy chủ cũng lệch.',
      ],
    ],
    [
      'a clock of its host alone',
      () =>
        at('/api/health', (response) =>
          response
            .setHeader('date', new Date((line.health.time - 600) * 1_000).toUTCString())
            .end(JSON.stringify(line.health)),
        ),
      [
        'Đồng hồ: tiêu đề Date của máy chủ muộn hơn máy này 10 phút, giờ của đường dây thì khớp. Xem những gì đứng giữa máy này và trang.',
      ],
    ],
    [
      'the quota of the day used up',
      () => {
        unit('lung-phinh', {
          mail: 'retrying',
          fault: 'QUOTA',
          waiting: 'some',
          oldest: 'day',
          oversight: { waiting: 'none', oldest: 'none', mail: 'retrying', fault: 'E_DAILY_LIMIT_EXCEEDED' },
        });
      },
      [
        'Hộp thư lung-phinh: hết hạn mức thư trong ngày (QUOTA); không quá 100 tin chờ, tin cũ nhất chờ không quá một ngày. Tin được giữ, thư đi tiếp khi có hạn mức mới. Nếu còn lặp lại: xin nơi gửi thư thêm hạn mức, rồi ghi số mới vào MAILS_A_DAY.',
        'Hộp thư lung-phinh, cấp trên: hết hạn mức thư trong ngày (E_DAILY_LIMIT_EXCEEDED); không có tin chờ. Tin được giữ, thư đi tiếp khi có hạn mức mới. Nếu còn lặp lại: xin nơi gửi thư thêm hạn mức, rồi ghi số mới vào MAILS_A_DAY.',
      ],
    ],
    [
      'a token that is not the line’s',
      () => void vi.stubEnv('OPERATOR_TOKEN', otherKey),
      ['Hộp thư lung-phinh; Hộp thư lao-cai: trả về 404, lẽ ra 200. Xem lại OPERATOR_TOKEN và mã hộp thư.'],
    ],
    [
      'a token that is none',
      () => void vi.stubEnv('OPERATOR_TOKEN', 'mật khẩu'),
      [
        'Từng hộp thư: OPERATOR_TOKEN không phải 43 ký tự mà npm run keys -- --line đã in. Chép lại nguyên dòng.',
      ],
    ],
    [
      '200 with other JSON',
      () => at('/api/health', (response) => response.end('{"status":"UP"}')),
      [
        'Khóa ký thư; Công cụ của cán bộ; Bản đang chạy; Đồng hồ; Thư báo sáng: trả lời không phải của đường dây này. Xem lại địa chỉ và bản đang chạy.',
      ],
    ],
    [
      'a key script that is cut off',
      () => at('/khoa/0.js', (response) => response.end('export default [{"id":"lung')),
      ['Khóa nhận tin: trả lời không phải của đường dây này. Xem lại địa chỉ và bản đang chạy.'],
    ],
    [
      'a redirect that never ends',
      () => everywhere((response) => response.writeHead(302, { location: '/' }).end()),
      ['URL: chuyển hướng, lẽ ra trả lời ngay. Chạy lại với đúng địa chỉ của trang.'],
    ],
    [
      'a redirect to another host',
      () =>
        everywhere((response) =>
          response.writeHead(301, { location: `https://la.example/${FAKE_ENV.OPERATOR_TOKEN}` }).end(),
        ),
      ['URL: chuyển hướng sang https://la.example, lẽ ra trả lời ngay. Chạy lại với đúng địa chỉ của trang.'],
    ],
    [
      'an answer that breaks off',
      () =>
        at('/an-toan/', (response) => {
          response.writeHead(200, { 'content-length': 100 }).write('<p>');
          setTimeout(() => response.destroy(), 50);
        }),
      [
        'Trang /an-toan/: máy chủ ngắt kết nối giữa chừng (UND_ERR_SOCKET). Thử lại; xem Worker trong trang quản trị.',
      ],
    ],
    [
      'an answer that cannot be unpacked',
      () => at('/an-toan/', (response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end('<p>')),
      [
        'Trang /an-toan/: trả lời hỏng, không đọc được. Xem địa chỉ, rồi những gì đứng giữa máy này và trang.',
      ],
    ],
    [
      'an answer without end',
      () =>
        at('/an-toan/', (response) => {
          const more = () => {
            while (!response.destroyed && response.write(Buffer.alloc(65_536)));
          };
          response.on('drain', more);
          more();
        }),
      ['Trang /an-toan/: trả lời dài quá 32 MB, lệnh này đã thôi đọc.'],
    ],
    [
      'words that move the cursor of a terminal',
      () => unit('lung-phinh', { mail: 'refused', fault: '550\u001b[2J\u202e' }),
      [
        'Hộp thư lung-phinh: máy chủ thư từ chối hẳn (550[2J); không có tin chờ. Xem địa chỉ nhận, địa chỉ gửi và cấu hình thư.',
      ],
    ],
    [
      'its operator’s token where a code should be',
      () => unit('lung-phinh', { mail: 'refused', fault: FAKE_ENV.OPERATOR_TOKEN }),
      ['Hộp thư lung-phinh: trả lời không phải của đường dây này. Xem lại địa chỉ và bản đang chạy.'],
    ],
  ])('%s', async (_name, breakIt, sentences) => {
    await breakIt();
    const expected = sentences.map((sentence) => sentence.replace('URL', line.url));
    expect(sayFaults(await examineLine(line.url, 10_000))).toEqual(expected);
    expect(await watched()).toEqual({ said: expected, code: 1 });
  });

  test.each<[string, () => void, string[]]>([
    ['silent', () => everywhere(() => {}), ['URL: không trả lời trong 1,5 giây.']],
    [
      'a body that never comes',
      () => everywhere((response) => response.writeHead(200).flushHeaders()),
      ['URL: trả lời chưa hết sau 1,5 giây.'],
    ],
    [
      'a page that drips',
      () =>
        at('/an-toan/', (response) => {
          response.writeHead(200, [...line.headers].flat());
          const drip = setInterval(() => response.write('.'), 20);
          response.on('close', () => clearInterval(drip));
        }),
      ['Trang /an-toan/: trả lời chưa hết sau 1,5 giây.'],
    ],
    [
      'what it says of itself never comes, and a page has another policy: one hides nothing of the other',
      () => {
        at('/api/health', () => {});
        line.headers.set('x-content-type-options', 'none');
      },
      [
        'Trang /; Trang /bao-tin/; Trang /an-toan/; Trang /khong-co-trang-nay/: tiêu đề x-content-type-options là “none”, lẽ ra “nosniff”.',
        'Khóa ký thư; Công cụ của cán bộ; Bản đang chạy; Đồng hồ; Thư báo sáng: không trả lời trong 1,5 giây.',
      ],
    ],
  ])('%s', async (_name, breakIt, sentences) => {
    breakIt();
    const begun = Date.now();
    const expected = sentences.map((sentence) => sentence.replace('URL', line.url));
    expect(sayFaults(await examineLine(line.url, 1_500))).toEqual(expected);
    expect(Date.now() - begun).toBeLessThan(10_000);
    expect(await watched(1_500)).toEqual({ said: expected, code: 1 });
  });
});

describe('of a host that is none an operator reads one sentence, not thirty', () => {
  const said = async (url: string) => sayFaults(await examineLine(url, 10_000));

  test('when its name is unknown', async () => {
    // Whether the name server says "no" or nothing is the network's.
    expect(await said('http://khong-co.invalid')).toEqual([
      expect.stringMatching(
        /^http:\/\/khong-co\.invalid: không tìm ra tên miền này \((ENOTFOUND|EAI_AGAIN)\)\. Xem lại địa chỉ, tên miền và mạng của máy này\.$/,
      ),
    ]);
  });

  test('when nobody vouches for its certificate', async () => {
    const read = (name: string) => readFileSync(join(projectRoot, 'test/fixtures/tls', name));
    const server = createTlsServer({ cert: read('server.pem'), key: read('server-key.pem') }, (_, response) =>
      response.end(),
    );
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
    expect(await said(url)).toEqual([
      `${url}: kết nối TLS không lập được hoặc không tin được (UNABLE_TO_VERIFY_LEAF_SIGNATURE). Xem chứng chỉ của tên miền.`,
    ]);
    server.close();
    server.closeAllConnections();
  });

  test('when it speaks no TLS, or no HTTP', async () => {
    const secure = line.url.replace('http:', 'https:');
    expect(await said(secure)).toEqual([
      `${secure}: kết nối TLS không lập được hoặc không tin được (ERR_SSL_WRONG_VERSION_NUMBER). Xem chứng chỉ của tên miền.`,
    ]);
    const server = createTcpServer((socket) => socket.end('220 mail.test ESMTP\r\n')).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    expect(await said(url)).toEqual([
      `${url}: trả lời hỏng, không đọc được. Xem địa chỉ, rồi những gì đứng giữa máy này và trang.`,
    ]);
    server.close();
  });
});
