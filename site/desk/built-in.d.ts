// What build.ts writes into the tool when it is made.

/** Origin of the site that gets the acks, without a final slash. */
declare const __SITE_URL__: string;
/** Ed25519 public keys (base64url, 32 bytes) with which the line signs what it mails, or has signed before. */
declare const __MAIL_PUBLIC_KEYS__: readonly string[];
/** How officers reach the operator, one line of text; empty where nobody said. */
declare const __OPERATOR_CONTACT__: string;
/**
 * Version of the project, as in package.json. Not the commit: the tool would get another SHA-256, which officers compare by
 * telephone, with every commit that changes nothing in it.
 */
declare const __VERSION__: string;
/** The whole worker as one classic script. */
declare const __DECRYPTOR_SOURCE__: string;
