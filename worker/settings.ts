/** Variables, secrets and the mail binding of wrangler.toml: what no Durable Object is needed for. Every variable is text. */
export interface Settings {
  MAIL: SendEmail;
  DELIVERY: string;
  MAIL_FROM: string;
  DELIVERY_WINDOW_MINUTES: string;
  DELIVERY_JITTER_MINUTES: string;
  RETRY_MINUTES: string;
  SMTP_HOST: string;
  SMTP_PORT: string;
  SMTP_TLS: string;
  LOCAL_MAIL_DOMAIN: string;
  /** Mails that the carrier takes in a day. */
  MAILS_A_DAY: string;
  /** How officers reach the operator, as a mail says it; where the line tells its operator of a fault. */
  OPERATOR_CONTACT: string;
  OPERATOR_MAIL: string;
  ALERT_URL: string;
  /** What was deployed; empty where nobody says. */
  VERSION: string;
  COMMIT: string;
  SMTP_USER?: string;
  SMTP_PASS?: string;
  /** Secrets: two HMAC keys of the proof of work, the Ed25519 seed that signs `lo.json` (base64url, 32 bytes). */
  POW_SECRET: string;
  POW_KEY_SECRET: string;
  MAIL_SIGN_KEY: string;
  /** Opens `/api/state` to the operator (base64url, 32 bytes). Without it nobody is let in. */
  OPERATOR_TOKEN?: string;
}
