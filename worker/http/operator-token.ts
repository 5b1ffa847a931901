import { OPERATOR_TOKEN_SIZE } from '../contract/operator.ts';
import type { Settings } from '../settings.ts';

/** Whether a body begins with the operator's token. Without a whole secret nothing matches, least of all nothing. */
export function isOperator(body: Uint8Array, { OPERATOR_TOKEN: secret = '' }: Settings): boolean {
  const known = Buffer.from(secret, 'base64url');
  const given = body.subarray(0, OPERATOR_TOKEN_SIZE);
  if (known.length !== OPERATOR_TOKEN_SIZE || given.length !== OPERATOR_TOKEN_SIZE) return false;
  return crypto.subtle.timingSafeEqual(given, known);
}
