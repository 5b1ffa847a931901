import { Readable } from 'node:stream';
import MailComposer from 'nodemailer/lib/mail-composer';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import type { Settings } from '../settings.ts';
import type { Delivery, DeliveryResult, Mail } from './mail.ts';
import type { Limits } from './pack.ts';

interface SmtpError {
  responseCode?: number;
  code?: string;
  command?: string;
  response?: string;
}
type SmtpEnv = Pick<
  Settings,
  'MAIL_FROM' | 'SMTP_HOST' | 'SMTP_PORT' | 'SMTP_TLS' | 'SMTP_USER' | 'SMTP_PASS'
>;

const SECONDS = 1_000;
/**
 * For the whole of one mail. A server that says a word now and then never falls silent: it would keep an alarm, and the
 * other mailbox with it, for as long as it likes.
 */
const MAIL_DEADLINE = 120 * SECONDS;
/** Where a server names no size: what the usual ones take, and as many attachments as any carrier of this line. */
const USUAL: Limits = { attachments: 32, bytes: 5 * 1_048_576 };
/**
 * A code with the enhanced status of a mailbox, not of a message: address, disabled, full (RFC 3463, sections 3.2 and
 * 3.3). At the beginning only (RFC 2034): texts behind it name addresses and versions.
 */
const OF_MAILBOX = /^\d{3}[ -][45]\.(1\.\d+|2\.[0-2])\b/;
/** Too large for this mailbox or server, whatever command it answers (RFC 3463). */
const OF_SIZE = /^\d{3}[ -]5\.(2\.3|3\.4)\b/;
/** Whole addresses only: `127.example.org` is a name that anybody may own. */
const LOOPBACK = /^(127(\.\d{1,3}){3}|\[?::1\]?)$/;

/**
 * Delivery by SMTP. TLS is never optional: `starttls` refuses a server that does not offer it, `none` is only for
 * a loopback server of a local run. A mail is never larger than the server's SIZE (RFC 1870), nor than 5 MiB.
 * `deadline`: ms after which a mail that is still under way is given up.
 * @throws Error on a TLS mode that is unknown or unsafe for the host.
 */
export function smtpDelivery(env: SmtpEnv, deadline = MAIL_DEADLINE): Delivery {
  const { SMTP_TLS: tls, SMTP_HOST: host } = env;
  if (!['starttls', 'implicit', 'none'].includes(tls))
    throw new Error('SMTP_TLS must be starttls, implicit or none');
  if (tls === 'none' && !LOOPBACK.test(host)) throw new Error('SMTP_TLS none is for loopback only');
  const connect = (within = deadline) =>
    connected(
      {
        host,
        port: Number(env.SMTP_PORT),
        secure: tls === 'implicit',
        requireTLS: tls === 'starttls',
        ignoreTLS: tls === 'none',
        connectionTimeout: 20 * SECONDS,
        greetingTimeout: 20 * SECONDS,
        socketTimeout: 60 * SECONDS,
      },
      within,
    );
  return {
    async limits() {
      try {
        const { connection, greeting } = await connect(Math.min(deadline, 20 * SECONDS));
        connection.quit();
        return { ...USUAL, bytes: Math.min(USUAL.bytes, sizeIn(greeting)) };
      } catch {
        return USUAL;
      }
    },
    async deliver(mail) {
      let isSeen = false;
      try {
        const message = composerOf(mail, env.MAIL_FROM).compile();
        const bytes = await message.build();
        const read = function* () {
          isSeen = true;
          yield bytes;
        };
        const { connection } = await connect();
        try {
          await send(
            connection,
            env,
            { ...message.getEnvelope(), size: bytes.length },
            Readable.from(read()),
          );
        } finally {
          connection.close();
        }
        return { id: message.messageId() };
      } catch (error) {
        return resultOf(error as SmtpError, isSeen);
      }
    },
  };
}

/** Ready for a login or a mail, with the last answer to EHLO. Whatever is under way at the deadline fails. */
async function connected(
  options: ConstructorParameters<typeof SMTPConnection>[0],
  deadline: number,
): Promise<{ connection: SMTPConnection; greeting: string }> {
  const connection = new SMTPConnection(options);
  const late = setTimeout(() => {
    connection.emit('error', Object.assign(new Error('the mail takes too long'), { code: 'ETIMEDOUT' }));
    connection.close();
  }, deadline);
  connection.on('end', () => clearTimeout(late));
  try {
    await new Promise<void>((ready, failed) => {
      connection.on('error', failed);
      connection.connect((error) => (error ? failed(error) : ready()));
    });
  } catch (error) {
    connection.close();
    throw error;
  }
  return { connection, greeting: connection.lastServerResponse || '' };
}

/**
 * The SIZE that a server names; none and 0 mean no limit (RFC 1870, section 4). Read as nodemailer reads it, which
 * refuses larger mails itself: two readings of one answer would pack mails that never leave.
 */
const sizeIn = (greeting: string) => Number(/[ -]SIZE(?:[ \t]+(\d+))?/im.exec(greeting)?.[1]) || Infinity;

function send(
  connection: SMTPConnection,
  { SMTP_USER: user, SMTP_PASS: pass = '' }: SmtpEnv,
  envelope: Parameters<SMTPConnection['send']>[0],
  stream: Readable,
): Promise<void> {
  return new Promise((taken, failed) => {
    connection.on('error', failed);
    const hand = () => connection.send(envelope, stream, (error) => (error ? failed(error) : taken()));
    if (!user) hand();
    else connection.login({ user, pass }, (error) => (error ? failed(error) : hand()));
  });
}

function composerOf(mail: Mail, from: string): MailComposer {
  return new MailComposer({
    // One address each, never parsed as a list: no setting can add a recipient.
    from: { name: '', address: from },
    to: { name: '', address: mail.to },
    subject: mail.subject,
    text: mail.text,
    attachments: mail.attachments.map(({ name, type, bytes }) => ({
      filename: name,
      contentType: type,
      content: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength),
    })),
    disableFileAccess: true,
    disableUrlAccess: true,
  });
}

function resultOf(
  { responseCode, code, command, response = '' }: SmtpError,
  isSeen: boolean,
): DeliveryResult {
  const reason = String(responseCode ?? code ?? 'unknown');
  // nodemailer's code for a refusal after the data, or for a size above the server's own; the latter may also be the
  // answer to MAIL FROM (RFC 1870, section 6.1).
  const isOfMail =
    (code === 'EMESSAGE' || (responseCode === 552 && command === 'MAIL FROM') || OF_SIZE.test(response)) &&
    !OF_MAILBOX.test(response);
  if (isOfMail && responseCode === undefined) return { rejected: 'SIZE' };
  // A line that breaks or falls silent over a message: perhaps because of what is in it.
  if (responseCode === undefined) return isSeen ? { retry: reason, seen: true } : { retry: reason };
  if (responseCode < 500) return isOfMail ? { retry: reason, seen: true } : { retry: reason };
  return isOfMail ? { rejected: reason } : { permanent: reason };
}
