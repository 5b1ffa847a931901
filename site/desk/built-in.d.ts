// What build.ts writes into the tool when it is made.

/** Origin of the site that gets the acks, without a final slash. */
declare const __SITE_URL__: string;
/** Ed25519 public key (base64url, 32 bytes) with which the line signs what it mails. */
declare const __MAIL_PUBLIC_KEY__: string;
/** The whole worker as one classic script. */
declare const __OPENER_SOURCE__: string;
