import type { Settings } from '../settings.ts';
import { cloudflareDelivery } from './cloudflare.ts';
import type { Delivery } from './mail.ts';
import { smtpDelivery } from './smtp.ts';

/** The adapter the configuration chooses. @throws Error when DELIVERY names none, or its settings are unsafe. */
export function deliveryFrom(env: Settings): Delivery {
  if (env.DELIVERY === 'cloudflare') return cloudflareDelivery(env);
  if (env.DELIVERY === 'smtp') return smtpDelivery(env);
  throw new Error('DELIVERY must be "cloudflare" or "smtp"');
}
