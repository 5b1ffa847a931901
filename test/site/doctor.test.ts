import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import inboxes from '../../content/inboxes.json' with { type: 'json' };
import { faultOfHeaders, faultOfState, faultsOfKeys, requiredHeaders } from '../../site/commands/doctor.ts';
import { projectRoot } from '../../site/commands/project.ts';

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
});

describe('how an inbox fares', () => {
  const well = { waiting: 'none', oldest: 'none', mail: 'ok', fault: null } as const;
  const calm = { ...well, waiting: 'few', oldest: 'day', oversight: well, alarm: null } as const;

  test('is no fault while mail leaves and little waits', () => {
    expect(faultOfState(calm)).toBeNull();
    expect(faultOfState({ ...calm, waiting: 'none', oldest: 'none' })).toBeNull();
  });

  test('is a fault that says what to look at', () => {
    const down = faultOfState({ ...calm, mail: 'retrying', fault: 'ECONNREFUSED', oldest: 'week' });
    expect(down).toBe(
      'thư chưa đi, đang thử lại (ECONNREFUSED); không quá 10 tin chờ, tin cũ nhất chờ nhiều ngày. Xem máy chủ thư.',
    );
    expect(faultOfState({ ...calm, mail: 'refused', fault: '550' })).toContain('từ chối hẳn (550)');
    expect(faultOfState({ ...calm, waiting: 'many' })).toContain('trên 100 tin chờ');
    expect(faultOfState({ ...calm, waiting: 'paused' })).toContain('tạm dừng nhận ảnh');
    expect(faultOfState({ ...calm, oldest: 'longer' })).toContain('hơn bảy ngày');
    expect(faultOfState({ ...calm, mail: 'set-apart', fault: '554' })).toContain('bị từ chối riêng (554)');
  });

  test('is a fault when its store is broken, whatever else is known', () => {
    const unknown = { waiting: 'unknown', oldest: 'unknown', mail: 'unknown', fault: null } as const;
    const broken = { ...unknown, oversight: unknown, alarm: 'no-such-column-times' };
    expect(faultOfState(broken)).toMatch(
      /^kho tin hỏng \(no-such-column-times\)[^.]*\. Không triển khai thêm/,
    );
  });

  test('is a fault when tips pile up before oversight alone', () => {
    expect(faultOfState({ ...calm, oversight: { ...well, waiting: 'few', oldest: 'week' } })).toMatch(
      /^Cấp trên: không quá 10 tin chờ, tin cũ nhất chờ nhiều ngày/,
    );
  });

  test('is a fault when only the mailbox of oversight refuses', () => {
    expect(faultOfState({ ...calm, oversight: { ...well, mail: 'refused', fault: '550' } })).toMatch(
      /^Cấp trên: máy chủ thư từ chối hẳn \(550\); không có tin chờ\. Xem địa chỉ nhận/,
    );
    const both = { mail: 'retrying', fault: '451' } as const;
    expect(faultOfState({ ...calm, ...both, oversight: { ...well, ...both } })).toMatch(
      /^thư chưa đi.*Cấp trên: thư chưa đi/,
    );
  });
});
