/** Makes an officer's key file and proves, before anyone relies on it, that the file and its passphrase open tips. */
import { identityToRecipient } from 'age-encryption';
import { randomBytes, toBase64url, toHex } from '../../envelope/bytes.ts';
import {
  KeyFileError,
  makeSecrets,
  publicHalf,
  readKeyFile,
  renewSecrets,
  writeKeyFile,
  type InboxSecrets,
} from '../../envelope/key-file.ts';
import { kidHexOf } from '../../envelope/keys.ts';
import { openTip } from '../../envelope/open.ts';
import { makePassphrase } from '../../envelope/passphrase.ts';
import { fingerprintOfHalf, type PublicHalf } from '../../envelope/public-half.ts';
import { sealTip } from '../../envelope/seal.ts';
import type { Tip } from '../../envelope/tip.ts';

/** A key file that nobody has tried yet. */
export interface MadeKey {
  secrets: InboxSecrets;
  file: Uint8Array;
  passphrase: string;
  /** Of its public half, 16 hex digits: it stands on the recovery sheet, so that sheet, file and half can be matched. */
  fingerprint: string;
}

/** `other-key`: a key file that opens, but not the one just made. */
export type TrialFault = KeyFileError['fault'] | 'other-key' | 'failed';

/**
 * A new key file under a new passphrase, for an inbox by its id or with the secrets it has. Takes seconds (scrypt);
 * `logN` is its work factor.
 */
export async function makeKey(inbox: string | InboxSecrets, logN = 18): Promise<MadeKey> {
  const secrets = typeof inbox === 'string' ? await makeSecrets(inbox) : await renewSecrets(inbox);
  const passphrase = makePassphrase();
  const fingerprint = fingerprintOfHalf(await publicHalf(secrets));
  const file = await writeKeyFile(secrets, passphrase, logN);
  return { secrets, file, passphrase, fingerprint };
}

/**
 * Opens the file that was saved with the passphrase that was written down, and with each identity in it a tip sealed to
 * that identity. Only then is the public half worth handing over: a tip sealed to a lost key is lost.
 */
export async function tryKey(
  bytes: Uint8Array,
  passphrase: string,
  made: InboxSecrets,
): Promise<PublicHalf | { fault: TrialFault }> {
  try {
    const secrets = await readKeyFile(bytes, passphrase);
    if (secretsText(secrets) !== secretsText(made)) return { fault: 'other-key' };
    for (const identity of secrets.identities) {
      // eslint-disable-next-line no-await-in-loop
      if (!(await opensTips(identity, secrets.inbox))) return { fault: 'failed' };
    }
    return await publicHalf(secrets);
  } catch (error) {
    return { fault: error instanceof KeyFileError ? error.fault : 'failed' };
  }
}

const secretsText = ({ inbox, identities, replySeed }: InboxSecrets) =>
  JSON.stringify([inbox, identities, toBase64url(replySeed)]);

async function opensTips(identity: string, inbox: string): Promise<boolean> {
  const recipient = await identityToRecipient(identity);
  const tip: Tip = {
    v: 1,
    type: 'canary',
    id: toHex(randomBytes(16)),
    ack: toBase64url(randomBytes(16)),
    inbox,
    kid: kidHexOf([recipient, recipient]),
    created: '2026-01-01',
    category: 'other',
    text: 'Tin thử khóa',
    where: null,
    when: null,
    reply: null,
    thread: null,
    part: [1, 1],
    files: [],
  };
  const { age } = await sealTip(tip, randomBytes(16), [recipient, recipient]);
  const opened = await openTip(age, [identity]);
  return opened.tip.id === tip.id && opened.tip.text === tip.text;
}
