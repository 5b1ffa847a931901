import type { Env } from '../env.ts';
import type { Deliver } from './deliver.ts';

// Codes that waiting does not mend: the address, the sender or the account must be set right first.
const PERMANENT = /^E_(RECIPIENT|SENDER|VALIDATION|FIELD|CONTENT)/;

/** Delivery by Cloudflare's `send_email` binding, with the structured builder so that no header is written by hand. */
export function cloudflareDelivery(env: Pick<Env, 'MAIL' | 'MAIL_FROM'>): Deliver {
  return async (mail) => {
    try {
      const { messageId } = await env.MAIL.send({
        from: env.MAIL_FROM,
        to: mail.to,
        subject: mail.subject,
        text: mail.text,
        attachments: mail.attachments.map(({ name, type, bytes }) => ({
          disposition: 'attachment' as const,
          filename: name,
          type,
          content: bytes,
        })),
      });
      return { id: messageId };
    } catch (error) {
      const code = (error as { code?: string } | null | undefined)?.code ?? 'E_UNKNOWN';
      return PERMANENT.test(code) ? { permanent: code } : { retry: code };
    }
  };
}
