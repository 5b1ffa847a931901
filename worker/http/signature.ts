/** What an officer's tool signs. */

/** Clocks of offices are wrong by a day now and then; what is older could be stolen. */
export const MAX_DAYS_OFF = 2;

/** Whether one of these Ed25519 keys (base64url, 32 bytes) signed the message. */
export async function isSignedByAny(
  keys: readonly string[],
  sig: Uint8Array,
  message: Uint8Array,
): Promise<boolean> {
  const answers = await Promise.all(
    keys.map(async (text) => {
      const raw = Buffer.from(text, 'base64url');
      const key = await crypto.subtle.importKey('raw', raw, 'Ed25519', false, ['verify']);
      return crypto.subtle.verify('Ed25519', key, sig, message);
    }),
  );
  return answers.includes(true);
}
