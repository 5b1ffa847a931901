import type { Env } from '../env.ts';
import { cloudflareDelivery } from './cloudflare.ts';
import { smtpDelivery } from './smtp.ts';

/** One mail: constant sender and subject, short constant text, binary attachments. */
export interface Mail {
  to: string;
  subject: string;
  text: string;
  attachments: { name: string; type: string; bytes: Uint8Array }[];
}

/** Attachments of one mail at most, the signed note among them: Cloudflare's `send()` takes no more (E_TOO_MANY_ATTACHMENTS). */
export const MAX_ATTACHMENTS = 32;

/**
 * What became of a mail. `id`: the next server took it over. `retry`: try the same mail later; `seen`: it said so after
 * it had seen the whole mail.
 * `permanent`: this address or configuration will not work until someone acts; nothing is dropped for it.
 * `rejected`: this mail was refused for what is in it; another one to the same mailbox may pass.
 */
export type DeliveryResult =
  { id: string } | { retry: string; seen?: true } | { permanent: string } | { rejected: string };

/** Hands one mail over. Never throws: every failure is a result. */
export type Deliver = (mail: Mail) => Promise<DeliveryResult>;

/** The adapter the configuration chooses. @throws Error when DELIVERY names none. */
export function deliveryFrom(env: Env): Deliver {
  if (env.DELIVERY === 'cloudflare') return cloudflareDelivery(env);
  if (env.DELIVERY === 'smtp') return smtpDelivery(env);
  throw new Error('DELIVERY must be "cloudflare" or "smtp"');
}
