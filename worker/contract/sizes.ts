/** Sizes of a sealed tip (PROTOCOL.md, "Sealed tip"), and of a signature. */

/** Bytes of one size class: the padded plaintext, the age file around it, the request body around that. */
export interface SizeClass {
  plain: number;
  age: number;
  wire: number;
}

export const SIZE_CLASSES: readonly [SizeClass, SizeClass, SizeClass] = [
  { plain: 16_384, age: 19_600, wire: 20_624 },
  { plain: 524_288, age: 527_616, wire: 528_640 },
  { plain: 3_145_728, age: 3_149_696, wire: 3_150_720 },
];

/** Bytes of the age header with exactly two `mlkem768x25519` stanzas and its MAC. */
export const AGE_HEADER_SIZE = 3_184;

export type SizeClassIndex = 0 | 1 | 2;

/** Bytes of an Ed25519 signature. */
export const SIGNATURE_SIZE = 64;
