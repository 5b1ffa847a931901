/**
 * Stands in for `@noble/curves/nist.js` in the workers that seal and read on a phone (astro.config.mjs): age loads the
 * NIST curves for recipients of other kinds than ours (`age1pq1`, X25519), and they weigh as much as the tip form.
 * To be removed when age-encryption loads them only for who uses them.
 */
const absent = () => {
  throw new Error('this curve is not in this build');
};

// As the library reads it while it loads; the lengths are those of P-256.
const curve = {
  lengths: { secretKey: 32, publicKey: 33, publicKeyUncompressed: 65, seed: 48, signature: 64 },
  Point: { Fn: {} },
  keygen: absent,
  getPublicKey: absent,
  getSharedSecret: absent,
};
export { curve as p256, curve as p384, curve as p521 };
