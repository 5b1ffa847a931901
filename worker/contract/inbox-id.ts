/** Names of inboxes, as text and on the wire. */

/** What a name of an inbox looks like, as part of a pattern. */
export const INBOX_ID_FORM = '[a-z0-9-]{1,64}';

/** An inbox may have this name. */
export const INBOX_ID = new RegExp(`^${INBOX_ID_FORM}$`);

export const INBOX_ID_SIZE = 64;

const WIRE_FORM = new RegExp(`^(${INBOX_ID_FORM})\\0*$`);

/**
 * An inbox id as the fixed 64 bytes that name it in a request body.
 * @throws RangeError when the id is longer.
 */
export function encodeInboxId(id: string): Uint8Array {
  const bytes = new Uint8Array(INBOX_ID_SIZE);
  bytes.set(new TextEncoder().encode(id), 0);
  return bytes;
}

/** The inbox id in 64 bytes: lower-case ASCII letters, digits and dashes, then zeros. Anything else is null. */
export function decodeInboxId(bytes: Uint8Array): string | null {
  const text = String.fromCharCode(...bytes);
  const match = bytes.length === INBOX_ID_SIZE ? WIRE_FORM.exec(text) : null;
  return match?.[1] ?? null;
}
