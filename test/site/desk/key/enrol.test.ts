import { beforeAll, describe, expect, it } from 'vitest';
import { makeKey, tryKey, type MadeKey } from '../../../../site/desk/key/enrol.ts';
import { KeyFileError, publicHalf, readKeyFile } from '../../../../site/envelope/key-file.ts';
import { openTip } from '../../../../site/envelope/open.ts';
import { fingerprintOfHalf } from '../../../../site/envelope/public-half.ts';
import { makeInbox, makeTip, seal } from '../fixtures.ts';

/** A work factor for tests; the real one is 18. */
const FAST = 10;
let first: MadeKey;
let second: MadeKey;
beforeAll(async () => {
  first = await makeKey('lung-phinh', FAST);
  second = await makeKey(first.secrets, FAST);
});

describe('a key made in the tool', () => {
  it('opens with its six words, and gives its public half once it has opened a tip', async () => {
    expect(first.passphrase.split('-')).toHaveLength(6);
    const { recipient, replyKey } = await publicHalf(first.secrets);
    expect(await tryKey(first.file, first.passphrase.replaceAll('-', ' '), first.secrets)).toEqual({
      inbox: 'lung-phinh',
      recipient,
      replyKey,
    });
    expect(first.fingerprint).toBe(fingerprintOfHalf({ recipient, replyKey }));
  });

  it('is new each time, and so are its words', async () => {
    const other = await makeKey('lung-phinh', FAST);
    expect(other.passphrase).not.toBe(first.passphrase);
    expect(other.secrets.identities).not.toEqual(first.secrets.identities);
    expect(other.secrets.replySeed).not.toEqual(first.secrets.replySeed);
  });

  it('is not accepted with wrong words, damaged, or when another file is chosen', async () => {
    const { file, passphrase, secrets } = first;
    const other = await makeKey('lung-phinh', FAST);
    const sealed = await seal(await makeInbox('x'), makeTip(await makeInbox('x')));
    expect(await tryKey(file, other.passphrase, secrets)).toEqual({ fault: 'wrong-passphrase' });
    expect(await tryKey(file.subarray(0, file.length - 9), passphrase, secrets)).toEqual({
      fault: 'damaged',
    });
    expect(await tryKey(other.file, other.passphrase, secrets)).toEqual({ fault: 'other-key' });
    expect(await tryKey(sealed.bytes, passphrase, secrets)).toEqual({ fault: 'not-a-key-file' });
  });
});

describe('a key that is changed', () => {
  it('puts the new identity first, keeps the old ones and the reply key, and has new words', async () => {
    const read = await readKeyFile(second.file, second.passphrase);
    expect(read.identities).toHaveLength(2);
    expect(read.identities[1]).toBe(first.secrets.identities[0]);
    expect(read.identities[0]).not.toBe(read.identities[1]);
    expect(read).toMatchObject({ inbox: 'lung-phinh', replySeed: first.secrets.replySeed });
    expect(second.passphrase).not.toBe(first.passphrase);
    await expect(readKeyFile(second.file, first.passphrase)).rejects.toThrow(KeyFileError);
  });

  it('still opens a mail from before, and is tried with the new file only', async () => {
    const inbox = await makeInbox('lung-phinh');
    const old = await publicHalf(first.secrets);
    const { bytes } = await seal({ ...inbox, recipients: [old.recipient, old.recipient] }, makeTip(inbox));
    const { identities } = await readKeyFile(second.file, second.passphrase);
    expect((await openTip(bytes, identities)).tip.inbox).toBe('lung-phinh');
    expect(await tryKey(first.file, first.passphrase, second.secrets)).toEqual({ fault: 'other-key' });
    expect(await tryKey(second.file, second.passphrase, second.secrets)).toMatchObject({
      replyKey: old.replyKey,
    });
  });

  it('is refused when an identity in it opens nothing', async () => {
    const broken = { ...second.secrets, identities: [...second.secrets.identities, 'AGE-SECRET-KEY-PQ-1X'] };
    const { file, passphrase, secrets } = await makeKey(broken, FAST);
    expect(await tryKey(file, passphrase, secrets)).toEqual({ fault: 'failed' });
  });
});
