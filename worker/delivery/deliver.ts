import type { Settings } from '../settings.ts';
import { cloudflareDelivery } from './cloudflare.ts';
import type { Limits } from './pack.ts';
import { smtpDelivery } from './smtp.ts';

/** One mail: constant sender and subject, short constant text, binary attachments. */
export interface Mail {
  to: string;
  subject: string;
  text: string;
  attachments: { name: string; type: string; bytes: Uint8Array }[];
}

/**
 * What became of a mail. `id`: the next server took it over.
 * `retry`: try the same mail later, the fault is of the line or the mailbox; `seen`: the server had begun to take the
 * message itself.
 * `permanent`: this address or configuration will not work until someone acts; nothing is dropped for it.
 * `rejected`: this mail was refused for what is in it; another one to the same mailbox may pass.
 */
export type DeliveryResult =
  { id: string } | { retry: string; seen?: true } | { permanent: string } | { rejected: string };

/** A way to hand mails over. */
export interface Delivery {
  /** What one mail may hold. Never throws: what cannot be learned now is assumed, and `deliver` meets the fault. */
  limits(): Promise<Limits>;
  /** Hands one mail over. Never throws: every failure is a result. */
  deliver(mail: Mail): Promise<DeliveryResult>;
}

/** The adapter the configuration chooses. @throws Error when DELIVERY names none, or its settings are unsafe. */
export function deliveryFrom(env: Settings): Delivery {
  if (env.DELIVERY === 'cloudflare') return cloudflareDelivery(env);
  if (env.DELIVERY === 'smtp') return smtpDelivery(env);
  throw new Error('DELIVERY must be "cloudflare" or "smtp"');
}
