/** A mail, the way to hand it over, and what became of it. */
import type { Limits } from './pack.ts';

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
