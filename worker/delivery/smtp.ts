import { createTransport } from 'nodemailer';
import type { Env } from '../env.ts';
import type { Deliver } from './deliver.ts';

interface SmtpError {
  responseCode?: number;
  code?: string;
  response?: string;
}
type SmtpEnv = Pick<Env, 'MAIL_FROM' | 'SMTP_HOST' | 'SMTP_PORT' | 'SMTP_TLS' | 'SMTP_USER' | 'SMTP_PASS'>;

const SECONDS = 1_000;
/**
 * A code with the enhanced status of a mailbox, not of a message: address, disabled, full (RFC 3463, sections 3.2 and
 * 3.3). At the beginning only (RFC 2034): texts behind it name addresses and versions.
 */
const OF_MAILBOX = /^\d{3}[ -][45]\.(1\.\d+|2\.[0-2])\b/;
/** Whole addresses only: `127.example.org` is a name that anybody may own. */
const LOOPBACK = /^(127(\.\d{1,3}){3}|\[?::1\]?)$/;

/**
 * Delivery by SMTP. TLS is never optional: `starttls` refuses a server that does not offer it, `none` is only for
 * a loopback server of a local run.
 * @throws Error on a TLS mode that is unknown or unsafe for the host.
 */
export function smtpDelivery(env: SmtpEnv): Deliver {
  const { SMTP_TLS: tls, SMTP_HOST: host } = env;
  if (!['starttls', 'implicit', 'none'].includes(tls))
    throw new Error('SMTP_TLS must be starttls, implicit or none');
  if (tls === 'none' && !LOOPBACK.test(host)) throw new Error('SMTP_TLS none is for loopback only');
  const transport = createTransport({
    host,
    port: Number(env.SMTP_PORT),
    secure: tls === 'implicit',
    requireTLS: tls === 'starttls',
    ignoreTLS: tls === 'none',
    ...(env.SMTP_USER ? { auth: { user: env.SMTP_USER, pass: env.SMTP_PASS ?? '' } } : {}),
    connectionTimeout: 20 * SECONDS,
    greetingTimeout: 20 * SECONDS,
    socketTimeout: 60 * SECONDS,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return async (mail) => {
    try {
      const { messageId } = await transport.sendMail({
        // One address each, never parsed as a list: no setting can add a recipient.
        from: { name: '', address: env.MAIL_FROM },
        to: { name: '', address: mail.to },
        subject: mail.subject,
        text: mail.text,
        attachments: mail.attachments.map(({ name, type, bytes }) => ({
          filename: name,
          contentType: type,
          content: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength),
        })),
      });
      return { id: messageId };
    } catch (error) {
      const { responseCode, code, response = '' } = error as SmtpError;
      const reason = String(responseCode ?? code ?? 'unknown');
      // nodemailer's code for a refusal after the data: until then a server has seen nothing of the message.
      const isOfMail = code === 'EMESSAGE' && !OF_MAILBOX.test(response);
      if (responseCode === undefined || responseCode < 500)
        return isOfMail ? { retry: reason, seen: true } : { retry: reason };
      return isOfMail ? { rejected: reason } : { permanent: reason };
    }
  };
}
