import type { Settings } from '../settings.ts';
import type { Delivery, DeliveryResult, Mail } from './mail.ts';
import type { Limits } from './pack.ts';
import { Late, within } from './within.ts';

// Codes that waiting does not mend: the address, the sender or the account must be set right first.
const PERMANENT = /^E_(RECIPIENT|SENDER|VALIDATION|FIELD)/;
// Codes that speak of this one mail. What the mailbox's own server says to an attachment comes as a failed delivery:
// should it have been the mailbox after all, smaller mails fail alike, and the inbox waits as for any other fault.
const REJECTED = /^E_(CONTENT|TOO_MANY_ATTACHMENTS|DELIVERY_FAILED)/;

/** One mail must not hold up an alarm, and the other mailbox with it. In ms. */
const DEADLINE = 120_000;

/** Limits of `send()`: 32 attachments (E_TOO_MANY_ATTACHMENTS) and 5 MiB in all (E_CONTENT_TOO_LARGE). */
const LIMITS: Limits = { attachments: 32, bytes: 5 * 1_048_576 };

/** Delivery by Cloudflare's `send_email` binding, with the structured builder so that no header is written by hand. */
export function cloudflareDelivery(env: Pick<Settings, 'MAIL' | 'MAIL_FROM'>): Delivery {
  return { limits: () => Promise.resolve(LIMITS), deliver: (mail) => deliver(env, mail) };
}

async function deliver(env: Pick<Settings, 'MAIL' | 'MAIL_FROM'>, mail: Mail): Promise<DeliveryResult> {
  try {
    const sending = env.MAIL.send({
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
    const { messageId } = await within(DEADLINE, sending);
    return { id: messageId };
  } catch (error) {
    if (error instanceof Late) return { retry: 'ETIMEDOUT', seen: true };
    const code = (error as { code?: string } | null | undefined)?.code ?? 'E_UNKNOWN';
    if (REJECTED.test(code)) return { rejected: code };
    return PERMANENT.test(code) ? { permanent: code } : { retry: code };
  }
}
