import { describe, expect, test } from 'vitest';
import { cloudflareDelivery } from '../../../worker/delivery/cloudflare.ts';
import { deliveryFrom } from '../../../worker/delivery/deliver.ts';
import type { Mail } from '../../../worker/delivery/mail.ts';
import type { Env } from '../../../worker/env.ts';
import { env } from 'cloudflare:workers';
import { random } from '../phone.ts';

const mail: Mail = {
  to: 'lung-phinh@inbox.test',
  subject: 'Tin báo - lô mới',
  text: 'Có tin báo mới.',
  attachments: [{ name: 'tin-000001-0a1b2c3d.tin', type: 'application/octet-stream', bytes: random(500) }],
};

/** The binding of `send_email`, as far as the adapter uses it. */
function binding(send: (message: unknown) => Promise<unknown>): Pick<Env, 'MAIL' | 'MAIL_FROM'> {
  return { MAIL: { send } as SendEmail, MAIL_FROM: 'tin-bao@line.test' };
}

describe('a mail by send_email', () => {
  test('is handed over field by field, so that no header is written by hand', async () => {
    const sent: unknown[] = [];
    const { deliver } = cloudflareDelivery(
      binding((message) => {
        sent.push(message);
        return Promise.resolve({ messageId: 'abc' });
      }),
    );
    expect(await deliver(mail)).toEqual({ id: 'abc' });
    expect(sent).toEqual([
      {
        from: 'tin-bao@line.test',
        to: 'lung-phinh@inbox.test',
        subject: mail.subject,
        text: mail.text,
        attachments: [
          {
            disposition: 'attachment',
            filename: 'tin-000001-0a1b2c3d.tin',
            type: 'application/octet-stream',
            content: mail.attachments[0]?.bytes,
          },
        ],
      },
    ]);
  });

  test.each([
    'E_RECIPIENT_NOT_ALLOWED',
    'E_RECIPIENT_SUPPRESSED',
    'E_SENDER_NOT_VERIFIED',
    'E_SENDER_DOMAIN_NOT_AVAILABLE',
    'E_VALIDATION_ERROR',
    'E_FIELD_MISSING',
  ])('that fails with %s needs somebody to act', async (code) => {
    const { deliver } = cloudflareDelivery(
      binding(() => Promise.reject(Object.assign(new Error('no'), { code }))),
    );
    expect(await deliver(mail)).toEqual({ permanent: code });
  });

  test.each(['E_RATE_LIMIT_EXCEEDED', 'E_DAILY_LIMIT_EXCEEDED', 'E_INTERNAL_SERVER_ERROR', 'E_NEW'])(
    'that fails with %s is tried again',
    async (code) => {
      const { deliver } = cloudflareDelivery(
        binding(() => Promise.reject(Object.assign(new Error('no'), { code }))),
      );
      expect(await deliver(mail)).toEqual({ retry: code });
    },
  );

  test.each(['E_CONTENT_TOO_LARGE', 'E_TOO_MANY_ATTACHMENTS', 'E_DELIVERY_FAILED'])(
    'that fails with %s may be refused for what is in it',
    async (code) => {
      const { deliver } = cloudflareDelivery(
        binding(() => Promise.reject(Object.assign(new Error('no'), { code }))),
      );
      expect(await deliver(mail)).toEqual({ rejected: code });
    },
  );

  test.each([new Error('no code'), undefined, null, 'text', 7])(
    'that fails with %s is tried again',
    async (error) => {
      const { deliver } = cloudflareDelivery(
        binding(() => {
          throw error;
        }),
      );
      expect(await deliver(mail)).toEqual({ retry: 'E_UNKNOWN' });
    },
  );

  test('is taken by the binding of a local run', async () => {
    expect(await cloudflareDelivery(env).deliver(mail)).toEqual({ id: expect.any(String) });
  });
});

test.each(['', 'Cloudflare', 'mailchannels'])('the adapter "%s" does not exist', (name) => {
  expect(() => deliveryFrom({ ...env, DELIVERY: name })).toThrow('DELIVERY');
});
