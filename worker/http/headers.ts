/** Headers of every API answer; `_headers` does not apply to them. */
export const API_HEADERS: Readonly<Record<string, string>> = {
  // Edge compression would undo the padding, hence no-transform.
  'Cache-Control': 'no-store, no-transform',
  'Content-Security-Policy':
    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(), geolocation=(), microphone=()',
  'Referrer-Policy': 'no-referrer',
  'Strict-Transport-Security': 'max-age=63072000; includeSubDomains',
  'X-Content-Type-Options': 'nosniff',
};

/**
 * A JSON body padded with spaces to exactly `size` bytes, so that answers of one endpoint never differ in length.
 * @throws RangeError when the value does not fit.
 */
export function paddedJson(value: unknown, size: number): string {
  const json = JSON.stringify(value);
  if (new TextEncoder().encode(json).length > size) throw new RangeError('answer larger than its padding');
  return json.padEnd(size);
}
