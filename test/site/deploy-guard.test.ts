import { describe, expect, test } from 'vitest';
import { checkDeploy, type DeployInput } from '../../site/commands/deploy-guard.ts';

const secretNames = ['POW_SECRET', 'POW_KEY_SECRET', 'MAIL_SIGN_KEY', 'OPERATOR_TOKEN'];
const vars = { DELIVERY: 'cloudflare', MAIL_FROM: 'tin-bao@la-chan.gov.vn', LOCAL_MAIL_DOMAIN: '' };
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
