/**
 * Passphrases of the officers' key files: six Vietnamese syllables without marks. Plain ASCII because input
 * methods produce NFC or NFD for one word and age hashes raw bytes; and no syllable here holds a sequence
 * that Telex or VNI would turn into a marked letter.
 */
import { randomBytes } from './bytes.ts';

const ONSETS = 'b c ch d g gi h kh l m n ng nh ph qu r s t th tr v x'.split(' ');
const RIMES =
  'a ai am an ang anh ao at au ay em en eo eng i ia im in inh iu o oi om on ong u ua ui um un ung uong'.split(
    ' ',
  );
// c, g, ng before e and i are not Vietnamese spelling, qu before u neither; leaving them out keeps words readable.
const spelled = (onset: string, rime: string) =>
  !(/^(c|g|ng)$/.test(onset) && /^[ei]/.test(rime)) &&
  !(onset === 'qu' && rime.startsWith('u')) &&
  !(onset === 'gi' && rime.startsWith('i'));

export const SYLLABLES: readonly string[] = ONSETS.flatMap((onset) =>
  RIMES.filter((rime) => spelled(onset, rime)).map((rime) => onset + rime),
);

/** Six syllables joined by dashes: about 56 bits, each guess costing one scrypt of 2^18. */
export function makePassphrase(): string {
  // 3 bytes against a list of some 700: the bias of the remainder is below 1 in 20,000.
  const pick = () => {
    const [a = 0, b = 0, c = 0] = randomBytes(3);
    return SYLLABLES[((a << 16) | (b << 8) | c) % SYLLABLES.length];
  };
  return Array.from({ length: 6 }, pick).join('-');
}
