/**
 * Whatever reaches a mail as text, nothing gets out of its field: no header, no recipient, no part of its own. The real
 * SMTP peer takes the mails apart; `send_email` gets each field whole and writes the headers itself.
 */
import fc from 'fast-check';
import { expect, inject, test } from 'vitest';
import { cloudflareDelivery } from '../../../worker/delivery/cloudflare.ts';
import type { Mail } from '../../../worker/delivery/mail.ts';
import { smtpDelivery } from '../../../worker/delivery/smtp.ts';

const RUNS = 60;
const SEED = 20261122;

/** Text as an attacker would write it: line ends of every kind, NUL, dot lines, headers, boundaries, ten kilobytes. */
const nasty = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '\r\n',
        '\n',
        '\r',
        '\0',
        '\u2028',
        '\u0085',
        '\r\n.\r\n',
        '.',
        '\r\nBcc: thief@evil.test',
        '\nX-Evil: 1',
        '\r\n\r\n--boundary',
        '\r\nContent-Type: text/html',
        '>\r\nRCPT TO:<thief@evil.test>',
        ', thief@evil.test',
        '"',
        '<',
        '=?utf-8?q?evil?=',
        'x'.repeat(10_000),
        'Ắ'.repeat(1_000),
      ),
      fc.string({ unit: 'binary', maxLength: 20 }),
    ),
    { minLength: 1, maxLength: 6 },
  )
  .map((parts) => parts.join(''));
const bytes = new Uint8Array([0, 13, 10, 46, 13, 10, 255]);
const mails = fc.record({ subject: nasty, text: nasty, name: nasty, type: nasty, to: nasty, sender: nasty });
const FIELDS = ['subject', 'text', 'name', 'type', 'to', 'sender'] as const;

/** A mail of the line in which one field is another's text. */
function mailWith(field: (typeof FIELDS)[number], text: string, id: number) {
  const own = {
    subject: 'Tin báo - lô mới',
    text: 'Có tin.',
    name: 'tin-000001-0a1b2c3d.tin',
    type: 'text/plain',
  };
  const all = { ...own, to: `fuzz-${id}@inbox.test`, sender: 'tin-bao@line.test', [field]: text };
  const mail: Mail = {
    to: field === 'to' ? `fuzz-${id}@inbox.test${text}` : all.to,
    subject: all.subject,
    text: all.text,
    attachments: [{ name: all.name, type: all.type, bytes }],
  };
  return { mail, from: field === 'sender' ? `tin-bao@line.test${text}` : all.sender };
}

interface Taken {
  envelope: { from: string; to: string[] };
  raw: string;
  headers: { key: string }[];
  parts: { filename: string | null; bytes: number[] }[];
}
const HEADERS = ['content-type', 'date', 'from', 'message-id', 'mime-version', 'subject', 'to'];

test('by SMTP', async () => {
  const settings = { SMTP_HOST: '127.0.0.1', SMTP_PORT: String(inject('smtpPort')), SMTP_TLS: 'none' };
  const fields: string[] = [];
  let handedOver = 0;
  await fc.assert(
    fc.asyncProperty(mails, fc.constantFrom(...FIELDS), async (texts, field) => {
      const { mail, from } = mailWith(field, texts[field], fields.push(field) - 1);
      const result = await smtpDelivery({ ...settings, MAIL_FROM: from }).deliver(mail);
      if ('id' in result) handedOver++;
    }),
    { numRuns: RUNS, seed: SEED },
  );
  const all = (await (await fetch(`http://127.0.0.1:${inject('smtpViewPort')}/`)).json()) as Taken[];
  const ours = all.filter(({ envelope }) => envelope.to.some((to) => to.includes('fuzz-')));
  // A field that is no address is refused; most of the others must have gone through, or this shows nothing.
  expect(ours).toHaveLength(handedOver);
  expect(handedOver).toBeGreaterThan(RUNS / 2);
  for (const { envelope, raw, headers, parts } of ours) {
    // One address still, if a bad one: nothing that ends a command or starts another.
    expect(envelope.to).toEqual([expect.stringMatching(/^fuzz-\d+@inbox\.test[^\r\n\0<>, ]*$/)]);
    expect(envelope.from).toMatch(/^tin-bao@line\.test[^\r\n\0<>, ]*$/);
    expect(headers.map(({ key }) => key).sort((a, b) => a.localeCompare(b))).toEqual(HEADERS);
    // RFC 5322, section 2.1.1. One word of ten kilobytes in a header, which no setting holds, has no place to break at.
    const id = Number(/\d+/.exec(envelope.to[0] ?? ''));
    const longest = Math.max(...raw.split('\r\n').map(({ length }) => length));
    if (fields[id] === 'text') expect(longest).toBeLessThanOrEqual(998);
    expect(raw.replaceAll('\r\n', '')).not.toMatch(/[\r\n\0]/);
    expect(parts.map((part) => part.bytes)).toEqual([[...bytes]]);
  }
});

test('by send_email', async () => {
  await fc.assert(
    fc.asyncProperty(mails, fc.constantFrom(...FIELDS), async (texts, field) => {
      const { mail, from } = mailWith(field, texts[field], 0);
      const sent: unknown[] = [];
      const send = (message: unknown) => {
        sent.push(message);
        return Promise.resolve({ messageId: 'abc' });
      };
      await cloudflareDelivery({ MAIL: { send }, MAIL_FROM: from }).deliver(mail);
      const [file] = mail.attachments;
      expect(sent).toEqual([
        {
          from,
          to: mail.to,
          subject: mail.subject,
          text: mail.text,
          attachments: [
            { disposition: 'attachment', filename: file?.name, type: file?.type, content: bytes },
          ],
        },
      ]);
    }),
    { numRuns: RUNS, seed: SEED },
  );
});
