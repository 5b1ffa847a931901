import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import inboxes from '../../../content/inboxes.json' with { type: 'json' };
import {
  faultOfHeaders,
  faultsOfKeys,
  findingsOfState,
  requiredHeaders,
  sayFaults,
} from '../../../site/commands/line/faults.ts';
import { projectRoot } from '../../../site/commands/project.ts';
import type { StateAnswer } from '../../../worker/contract/operator.ts';

const required = requiredHeaders(await readFile(join(projectRoot, 'site/public/_headers'), 'utf8'));
const good = () => new Headers([...required]);

describe('the headers of a page', () => {
  test('are those of the rule for all pages', () => {
    expect([...required.keys()]).toEqual(
      expect.arrayContaining(['content-security-policy', 'referrer-policy', 'strict-transport-security']),
    );
    expect(faultOfHeaders(required, good(), true)).toBeNull();
  });

  test.each([
    'content-security-policy',
    'referrer-policy',
    'strict-transport-security',
    'x-content-type-options',
  ])('without %s are a fault', (name) => {
    const headers = good();
    headers.delete(name);
    expect(faultOfHeaders(required, headers, true)).toContain(`tiêu đề ${name} là “không có”`);
  });

  test('with another policy are a fault', () => {
    const headers = good();
    headers.set('content-security-policy', "default-src 'self'");
    expect(faultOfHeaders(required, headers, true)).toContain('content-security-policy');
  });

  test.each(['nel', 'report-to', 'set-cookie'])(
    'with %s are a fault: somebody else hears of the reader',
    (name) => {
      const headers = good();
      headers.set(name, 'x');
      expect(faultOfHeaders(required, headers, true)).toContain(name);
    },
  );
});

describe('the keys a line hands out', () => {
  const handed = inboxes.map(({ id, label, oversight, recipients, replyKey }) => ({
    id,
    label,
    oversight,
    recipients: recipients as [string, string],
    replyKey,
  }));
  const faults = (keys: typeof handed) => faultsOfKeys(inboxes, keys).filter(({ fault }) => fault);

  test('are those of the source', () => {
    expect(faults(handed)).toEqual([]);
    expect(faultsOfKeys(inboxes, handed)).toHaveLength(inboxes.length);
  });

  test('with one recipient, one reply key or one inbox of somebody else are a fault', () => {
    const [first, second] = handed;
    if (!first || !second) throw new Error('two inboxes are needed');
    // The other way round is other people's inbox: the level above would be the unit.
    const swapped = { ...first, recipients: [first.recipients[1], first.recipients[0]] as [string, string] };
    expect(faults([swapped, second])).toHaveLength(1);
    expect(faults([{ ...first, replyKey: second.replyKey }, second])).toHaveLength(1);
    expect(faults([second])).toHaveLength(1);
    expect(faults([...handed, { ...first, id: 'nguoi-la' }])).toHaveLength(1);
  });

  test('need not have that of a closed inbox, but no other in its place', () => {
    const [first, second] = handed;
    if (!first || !second) throw new Error('two inboxes are needed');
    const closed = inboxes.map((inbox) => ({ ...inbox, closed: inbox.id === first.id }));
    const told = (keys: typeof handed) => faultsOfKeys(closed, keys).filter(({ fault }) => fault);
    expect(told([second])).toEqual([]);
    expect(told([{ ...first, replyKey: second.replyKey }, second])).toHaveLength(1);
  });
});

describe('how an inbox fares', () => {
  const well = { waiting: 'none', oldest: 'none', mail: 'ok', fault: null } as const;
  const calm: StateAnswer = {
    ...well,
    waiting: 'few',
    oldest: 'day',
    oversight: well,
    alarm: null,
    alerts: [],
  };
  /** What is told of the store, of the unit and of oversight. */
  const faults = (state: StateAnswer) => findingsOfState('a', state).map(({ fault }) => fault);

  test('is told of its store and of each of its two mailboxes', () => {
    expect(findingsOfState('a', calm).map(({ what }) => what)).toEqual([
      'Kho tin của a',
      'Hộp thư a',
      'Hộp thư a, cấp trên',
    ]);
  });

  test('is no fault while mail leaves and little waits', () => {
    expect(faults(calm)).toEqual([null, null, null]);
    expect(faults({ ...calm, waiting: 'none', oldest: 'none' })).toEqual([null, null, null]);
  });

  test('is a fault that says what to look at', () => {
    expect(faults({ ...calm, mail: 'retrying', fault: 'ECONNREFUSED', oldest: 'week' })).toEqual([
      null,
      'thư chưa đi, đang thử lại (ECONNREFUSED); không quá 10 tin chờ, tin cũ nhất chờ nhiều ngày. Xem máy chủ thư.',
      null,
    ]);
    expect(faults({ ...calm, mail: 'refused', fault: '550' })[1]).toContain('từ chối hẳn (550)');
    expect(faults({ ...calm, waiting: 'many' })[1]).toContain('trên 100 tin chờ');
    expect(faults({ ...calm, waiting: 'paused' })[1]).toContain('tạm dừng nhận ảnh');
    expect(faults({ ...calm, oldest: 'longer' })[1]).toContain('hơn bảy ngày');
    expect(faults({ ...calm, mail: 'set-apart', fault: '554' })[1]).toContain('bị từ chối riêng (554)');
  });

  test('is a fault when mails leave too slowly, or the quota is nearly used up, before anything else shows it', () => {
    const told = (...alerts: string[]) => sayFaults(findingsOfState('a', { ...calm, alerts }));
    expect(told('slow', 'quota')).toEqual([
      'Thư của a: đi chậm hơn tin đến: có tin chờ quá hai giờ. Xem mục “Tin dồn dập” trong worker/OPERATING.md.',
      'Hạn mức thư của a: đã gần hết số thư được gửi trong ngày. Xem mục “Hạn mức” trong worker/OPERATING.md.',
    ]);
    expect(told('silent')).toEqual([expect.stringMatching(/^Thư báo sáng của a: thiếu\./)]);
    expect(told('store')).toEqual([expect.stringMatching(/^Kho tin của a: kho tin hỏng/)]);
    expect(faults({ ...calm, alerts: ['a newer release tells this'] })).toEqual([null, null, null]);
    expect(faults({ ...calm, waiting: 'many', alerts: ['slow'] })[1]).toContain('trên 100 tin chờ');
  });

  test('is a fault when its store is broken, and nothing else is called good', () => {
    const unknown = { waiting: 'unknown', oldest: 'unknown', mail: 'unknown', fault: null } as const;
    const broken = { ...unknown, oversight: unknown, alarm: 'no-such-column-times', alerts: [] };
    expect(faults(broken)).toEqual([
      expect.stringMatching(/^kho tin hỏng \(no-such-column-times\)[^.]*\. Không triển khai thêm/),
      'không rõ thư có đi không. Xem kho tin của hộp thư này.',
      'không rõ thư có đi không. Xem kho tin của hộp thư này.',
    ]);
  });

  test('is a fault when tips pile up before oversight alone', () => {
    const [store, unit, oversight] = faults({
      ...calm,
      oversight: { ...well, waiting: 'few', oldest: 'week' },
    });
    expect([store, unit]).toEqual([null, null]);
    expect(oversight).toMatch(/^không quá 10 tin chờ, tin cũ nhất chờ nhiều ngày/);
  });

  test('is a fault when only the mailbox of oversight refuses, and one for each when both do', () => {
    const [store, unit, oversight] = faults({
      ...calm,
      oversight: { ...well, mail: 'refused', fault: '550' },
    });
    expect([store, unit]).toEqual([null, null]);
    expect(oversight).toMatch(/^máy chủ thư từ chối hẳn \(550\); không có tin chờ\. Xem địa chỉ nhận/);
    const both = { mail: 'retrying', fault: '451' } as const;
    expect(faults({ ...calm, ...both, oversight: { ...well, ...both } })).toEqual([
      null,
      expect.stringMatching(/^thư chưa đi/),
      expect.stringMatching(/^thư chưa đi/),
    ]);
  });

  test.each(['QUOTA', 'E_DAILY_LIMIT_EXCEEDED', 'E_RATE_LIMIT_EXCEEDED'])(
    'says of %s that the mails of the day are used up, not that a server is broken',
    (fault) => {
      expect(faults({ ...calm, mail: 'retrying', fault })[1]).toBe(
        `hết hạn mức thư trong ngày (${fault}); không quá 10 tin chờ, tin cũ nhất chờ không quá một ngày. Tin được giữ, thư đi tiếp khi có hạn mức mới. Nếu còn lặp lại: xin nơi gửi thư thêm hạn mức, rồi ghi số mới vào MAILS_A_DAY.`,
      );
    },
  );
});
