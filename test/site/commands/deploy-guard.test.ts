import { describe, expect, test } from 'vitest';
import {
  checkDeploy,
  faultOfMailKey,
  type DeployInput,
} from '../../../site/commands/release/deploy-guard.ts';

const secretNames = ['POW_SECRET', 'POW_KEY_SECRET', 'MAIL_SIGN_KEY', 'OPERATOR_TOKEN'];
const vars = {
  DELIVERY: 'cloudflare',
  MAIL_FROM: 'tin-bao@la-chan.gov.vn',
  LOCAL_MAIL_DOMAIN: '',
  MAILS_A_DAY: '1000',
};
const smtp = { ...vars, DELIVERY: 'smtp', SMTP_HOST: 'mail.gov.vn', SMTP_TLS: 'starttls' };
const mailboxes = { unit: 'nhan@congan.gov.vn', oversight: 'giam-sat@congan.gov.vn' };

/** Settings that nothing is wrong with, changed by some. */
const check = (changed: Partial<DeployInput> = {}) =>
  checkDeploy({ inboxIds: ['xa'], addresses: { xa: mailboxes }, vars, secretNames, ...changed });

const refuses = (sentences: string[], pattern: RegExp) => {
  expect(sentences).toEqual([expect.stringMatching(pattern)]);
};

describe('a deploy', () => {
  test('goes through when addresses, settings and secrets are real', () => {
    expect(check()).toEqual([]);
    expect(check({ vars: smtp, secretNames: [...secretNames, 'SMTP_USER', 'SMTP_PASS'] })).toEqual([]);
  });

  test('is refused while an inbox has no address, or only one', () => {
    expect(check({ addresses: {} })).toHaveLength(2);
    refuses(check({ addresses: { xa: { unit: mailboxes.unit } } }), /"xa".*oversight/);
  });

  test.each([
    '',
    'congan',
    'a@inbox.test',
    'a@example.invalid',
    'a@example.com',
    'a b@congan.gov.vn',
    'a@b@c.vn',
  ])('is refused with the address "%s"', (unit) =>
    refuses(check({ addresses: { xa: { ...mailboxes, unit } } }), /địa chỉ thư thật ở mục unit/),
  );

  test('is refused when oversight is the same mailbox as the unit', () => {
    refuses(
      check({ addresses: { xa: { unit: 'A@congan.gov.vn', oversight: 'a@congan.gov.vn' } } }),
      /cùng một địa chỉ/,
    );
  });

  test('is refused with settings of a local run', () => {
    refuses(check({ vars: { ...vars, LOCAL_MAIL_DOMAIN: 'inbox.test' } }), /LOCAL_MAIL_DOMAIN/);
    refuses(check({ vars: { ...vars, MAIL_FROM: 'tin-bao@example.invalid' } }), /MAIL_FROM/);
    refuses(check({ vars: { ...vars, DELIVERY: 'file' } }), /DELIVERY/);
  });

  test.each([undefined, '', '0', '-1', '1.5', '1e3', 'nhiều'])(
    'is refused with MAILS_A_DAY=%s',
    (MAILS_A_DAY) => refuses(check({ vars: { ...vars, MAILS_A_DAY } }), /MAILS_A_DAY/),
  );

  test('is refused with fewer mails a day than its inboxes need, and with times that are none', () => {
    const inboxIds = ['xa', 'tinh', 'huyen'];
    const addresses = Object.fromEntries(inboxIds.map((id) => [id, mailboxes]));
    const many = (MAILS_A_DAY: string) => check({ inboxIds, addresses, vars: { ...vars, MAILS_A_DAY } });
    refuses(many('11'), /MAILS_A_DAY=11 không đủ cho 3 hộp thư.*ít nhất 12/);
    expect(many('12')).toEqual([]);
    for (const wrong of ['một giờ', '0', '', '-5'])
      refuses(
        check({ vars: { ...vars, DELIVERY_WINDOW_MINUTES: wrong } }),
        /DELIVERY_WINDOW_MINUTES.*số phút/,
      );
    expect(check({ vars: { ...vars, DELIVERY_JITTER_MINUTES: '0' } })).toEqual([]);
  });

  test('is refused when the running line signs with a key that the tool would not know', () => {
    const [today, before] = ['A'.repeat(43), 'B'.repeat(43)];
    expect(faultOfMailKey(before, [today])).toMatch(new RegExp(`${before}.*MAIL_PUBLIC_KEY`));
    expect(faultOfMailKey(before, [today, before])).toBeNull();
    expect(faultOfMailKey(today, [today])).toBeNull();
    // A line that says none, or none that answers: there may be none yet.
    for (const silent of [null, undefined]) expect(faultOfMailKey(silent, [today])).toBeNull();
  });

  test('is refused when the mailbox password would travel in the clear', () => {
    const withSecrets = [...secretNames, 'SMTP_USER', 'SMTP_PASS'];
    refuses(check({ vars: { ...smtp, SMTP_TLS: 'none' }, secretNames: withSecrets }), /SMTP_TLS/);
    refuses(check({ vars: { ...smtp, SMTP_HOST: '' }, secretNames: withSecrets }), /SMTP_HOST/);
  });

  test('is refused without each secret, and says how to set it', () => {
    for (const name of secretNames) {
      const others = secretNames.filter((other) => other !== name);
      refuses(check({ secretNames: others }), new RegExp(`wrangler secret put ${name}`));
    }
    refuses(check({ secretNames: undefined }), /wrangler login.*put POW_SECRET.*put MAIL_SIGN_KEY/);
    expect(check({ vars: smtp })).toEqual([
      expect.stringContaining('put SMTP_USER'),
      expect.stringContaining('put SMTP_PASS'),
    ]);
  });
});
