import type { Env } from '../env.ts';
import type { Deliver } from './deliver.ts';

// Codes that waiting does not mend: the address, the sender or the account must be set right first.
const PERMANENT = /^E_(RECIPIENT|SENDER|VALIDATION|FIELD)/;
// Codes that speak of this one mail. What the mailbox's own server says to an attachment comes as a failed delivery:
// should it have been the mailbox after all, smaller mails fail alike, and the inbox waits as for any other fault.
const REJECTED = /^E_(CONTENT|TOO_MANY_ATTACHMENTS|DELIVERY_FAILED)/;

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
      if (REJECTED.test(code)) return { rejected: code };
      return PERMANENT.test(code) ? { permanent: code } : { retry: code };
    }
  };
}
