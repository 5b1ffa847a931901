/** The worker of the desk: opens the key file, keeps the key, reads what is dropped. One answer to each request. */
import '../envelope/old-browsers.ts';
import { KeyFileError, readKeyFile } from '../envelope/key-file.ts';
import { kindOf, MAX_FILE_SIZE, readDropped, type Intake } from './intake.ts';
import type { Request, Unlocked } from './opener.ts';

let identities: readonly string[] = [];

addEventListener('message', ({ data }: MessageEvent<Request>) => {
  const answer = data.do === 'unlock' ? unlock(data.file, data.passphrase) : read(data.file, data.name);
  // Photos are handed over, not copied: a hundred tips may lie on the desk.
  void answer.then((result) => postMessage(result, { transfer: 'tips' in result ? filesOf(result) : [] }));
});

const filesOf = ({ tips }: Intake) =>
  tips.flatMap(({ files }) => files.map(({ buffer }) => buffer as ArrayBuffer));

async function unlock(file: Blob, passphrase: string): Promise<Unlocked> {
  try {
    const bytes = await bytesOf(file.slice(0, MAX_FILE_SIZE));
    const kind = kindOf(bytes);
    if (kind === 'mail') return { fault: 'mail' };
    if (kind === 'tip') return { fault: 'sealed-tip' };
    const secrets = await readKeyFile(bytes, passphrase);
    identities = secrets.identities;
    return { inbox: secrets.inbox };
  } catch (error) {
    return { fault: error instanceof KeyFileError ? error.fault : 'failed' };
  }
}

async function read(file: Blob, name: string): Promise<Intake> {
  const nothing = (fault: 'too-big' | 'unreadable'): Intake => ({
    notes: [],
    tips: [],
    faults: [{ name, fault }],
  });
  if (file.size > MAX_FILE_SIZE) return nothing('too-big');
  let bytes: Uint8Array;
  try {
    bytes = await bytesOf(file);
  } catch {
    // A folder, or a file that went away since it was picked.
    return nothing('unreadable');
  }
  return readDropped(name, bytes, { identities, mailPublicKey: __MAIL_PUBLIC_KEY__ });
}

// Safari 13 has no Blob.arrayBuffer.
const bytesOf = async (file: Blob) => new Uint8Array(await new Response(file).arrayBuffer());
