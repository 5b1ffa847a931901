import { describe, expect, inject, test } from 'vitest';
import type { Mail } from '../../../worker/delivery/mail.ts';
import { smtpDelivery } from '../../../worker/delivery/smtp.ts';
import { random } from '../phone.ts';

declare module 'vitest' {
  interface ProvidedContext {
    smtpPort: number;
    smtpViewPort: number;
  }
}

const settings = {
  MAIL_FROM: 'tin-bao@line.test',
  SMTP_HOST: '127.0.0.1',
  SMTP_PORT: String(inject('smtpPort')),
  SMTP_TLS: 'none',
};
const bytes = random(20_000);
const mailTo = (to: string): Mail => ({
  to,
  subject: 'Tin báo - lô mới',
  text: 'Có tin báo mới.\n.\nHết.\n',
  attachments: [{ name: 'tin-000001-0a1b2c3d.tin', type: 'application/octet-stream', bytes }],
});

interface Taken {
  envelope: { from: string; to: string[] };
  raw: string;
  headers: { key: string; value: string }[];
}
const taken = async (): Promise<Taken[]> =>
  (await fetch(`http://127.0.0.1:${inject('smtpViewPort')}/`)).json();
const takenFor = async (to: string) => (await taken()).filter(({ envelope }) => envelope.to.includes(to));

describe('a mail by SMTP', () => {
  test('arrives once, with its attachment whole', async () => {
    const to = 'whole@inbox.test';
    expect(await smtpDelivery(settings).deliver(mailTo(to))).toEqual({
      id: expect.stringContaining('@line.test'),
    });
    const [mail, ...more] = await takenFor(to);
    expect(more).toEqual([]);
    expect(mail?.envelope).toEqual({ from: 'tin-bao@line.test', to: [to] });
    const base64 = Buffer.from(bytes).toString('base64');
    expect(mail?.raw.replaceAll('\r\n', '')).toContain(base64);
    expect(Math.max(...(mail?.raw.split('\r\n').map(({ length }) => length) ?? []))).toBeLessThanOrEqual(998);
  });

  test('tells of the sender only what is constant', async () => {
    const to = 'headers@inbox.test';
    await smtpDelivery(settings).deliver(mailTo(to));
    const [mail] = await takenFor(to);
    const names = mail?.headers.map(({ key }) => key).sort((a, b) => a.localeCompare(b));
    expect(names).toEqual(['content-type', 'date', 'from', 'message-id', 'mime-version', 'subject', 'to']);
  });

  test.each([
    ['greylists@inbox.test', { retry: '451' }],
    ['refuses@inbox.test', { permanent: '550' }],
    ['scans@inbox.test', { rejected: '554' }],
    ['scans-later@inbox.test', { retry: '451', seen: true }],
    ['is-full@inbox.test', { permanent: '552' }],
    ['is-slow@inbox.test', { id: expect.any(String) }],
  ])('for %s gives %j', async (to, result) =>
    expect(await smtpDelivery(settings).deliver(mailTo(to))).toEqual(result),
  );

  test.each(['hangs-up@inbox.test', 'dies-after-the-data@inbox.test'])(
    'that %s cuts off is tried again, and does not hang',
    async (to) =>
      expect(await smtpDelivery(settings).deliver(mailTo(to))).toMatchObject({ retry: expect.any(String) }),
  );

  test('is tried again while nobody listens', async () => {
    const result = await smtpDelivery({ ...settings, SMTP_PORT: '1' }).deliver(mailTo('x@inbox.test'));
    expect(result).toEqual({ retry: expect.any(String) });
  });

  test('does not leave when STARTTLS is asked for and not offered', async () => {
    const to = 'in-clear@inbox.test';
    const login = { SMTP_USER: 'line', SMTP_PASS: 'secret' };
    const result = await smtpDelivery({ ...settings, ...login, SMTP_TLS: 'starttls' }).deliver(mailTo(to));
    expect(result).not.toHaveProperty('id');
    expect(await takenFor(to)).toEqual([]);
  });

  test('is tried again when TLS from the start is asked for and not there', async () => {
    const to = 'no-tls@inbox.test';
    expect(await smtpDelivery({ ...settings, SMTP_TLS: 'implicit' }).deliver(mailTo(to))).toEqual({
      retry: expect.any(String),
    });
    expect(await takenFor(to)).toEqual([]);
  });
});

describe('a setting that would send mail in clear is refused at once', () => {
  test.each([
    '10.0.0.1',
    'mail.example.org',
    'localhost',
    '127.0.0.1.example.org',
    '127.example.org',
    '::2',
    '',
    '0.0.0.0',
  ])('TLS none for "%s"', (host) => {
    expect(() => smtpDelivery({ ...settings, SMTP_HOST: host })).toThrow('loopback only');
  });
  test.each(['', 'NONE', 'tls', 'opportunistic'])('TLS "%s"', (mode) => {
    expect(() => smtpDelivery({ ...settings, SMTP_TLS: mode })).toThrow('SMTP_TLS');
  });
  test.each(['127.0.0.1', '127.1.2.3', '::1', '[::1]'])('but not none for %s', (host) => {
    expect(() => smtpDelivery({ ...settings, SMTP_HOST: host })).not.toThrow();
  });
});

describe('no header and no recipient can be smuggled in', () => {
  const evil = '\r\nBcc: thief@evil.test\r\nX-Evil: 1';
  const clean = async () => {
    for (const { envelope, raw, headers } of await taken()) {
      // Those of the fuzz, which may run beside this, have such lines in their text on purpose.
      if (envelope.to[0]?.startsWith('fuzz-')) continue;
      expect(envelope.to).toHaveLength(1);
      expect(envelope.to[0]).not.toContain('evil');
      expect(headers.map(({ key }) => key)).not.toContain('x-evil');
      expect(headers.map(({ key }) => key)).not.toContain('bcc');
      expect(raw).not.toMatch(/^(Bcc|X-Evil):/m);
    }
  };
  test.each([
    ['the sender', { ...settings, MAIL_FROM: `a@line.test${evil}` }, mailTo('a@inbox.test')],
    ['the sender, as a list', { ...settings, MAIL_FROM: 'a@line.test, b@line.test' }, mailTo('b@inbox.test')],
    ['the subject', settings, { ...mailTo('c@inbox.test'), subject: `x${evil}` }],
    [
      'an attachment name',
      settings,
      { ...mailTo('d@inbox.test'), attachments: [{ name: `x"${evil}`, type: 'text/plain', bytes }] },
    ],
    [
      'an attachment type',
      settings,
      { ...mailTo('e@inbox.test'), attachments: [{ name: 'x', type: `text/plain${evil}`, bytes }] },
    ],
    ['the recipient', settings, mailTo(`f@inbox.test${evil}`)],
    ['the recipient, by a command', settings, mailTo('g@inbox.test>\r\nRCPT TO:<thief@evil.test')],
  ])('by %s', async (_name, env, mail) => {
    await smtpDelivery(env).deliver(mail);
    await clean();
  });
});
