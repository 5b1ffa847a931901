/** The police's side of the line under test: demo keys, and the mails that came. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { identityToRecipient } from 'age-encryption';
import { localMailDomain } from '../../site/commands/line/local-line.ts';
import { readLocalSecrets } from '../../site/commands/line/local-secrets.ts';
import { projectRoot } from '../../site/commands/project.ts';
import { readDropped, type Intake } from '../../site/desk/intake/intake.ts';
import { fromBase64url, toBase64url } from '../../site/envelope/bytes.ts';
import { readKeyFile, type InboxSecrets } from '../../site/envelope/key-file.ts';
import { openTip, type OpenedTip } from '../../site/envelope/open.ts';
import { deriveReceipt } from '../../site/envelope/receipt.ts';
import { sealReply } from '../../site/envelope/reply.ts';
import type { Tip } from '../../site/envelope/tip.ts';
import { dayOf } from '../../worker/contract/day.ts';
import { type AddressedReply } from '../../worker/contract/reply.ts';

export type InboxId = 'lung-phinh' | 'lao-cai';

const keysFolder = join(projectRoot, 'test/fixtures/keys');
export const keyFile = (inbox: InboxId) => join(keysFolder, `${inbox}.age`);
export const passphrase = (await readFile(join(keysFolder, 'PASSPHRASE.txt'), 'utf8')).trim();

const opened = new Map<InboxId, Promise<InboxSecrets>>();

/** What is in a demo key file; opening one takes a second or two, so each is opened once. */
function secretsOf(inbox: InboxId): Promise<InboxSecrets> {
  const known = opened.get(inbox);
  if (known) return known;
  const read = readFile(keyFile(inbox)).then((bytes) => readKeyFile(bytes, passphrase));
  opened.set(inbox, read);
  return read;
}

const identitiesOf = async (inbox: InboxId) => (await secretsOf(inbox)).identities;

/** What the tip of a receipt carries for its answers. */
export async function wayBack(receipt: string): Promise<{ pk: string; box: string }> {
  const { identity, box } = await deriveReceipt(receipt);
  return { pk: await identityToRecipient(identity), box: toBase64url(box) };
}

/** An answer of an inbox, sealed and signed today as the officer's tool does it. */
export async function replyTo(
  { pk, box }: { pk: string; box: string },
  inbox: InboxId,
  text: string,
  day = dayOf(Date.now()),
): Promise<AddressedReply> {
  const { replySeed } = await secretsOf(inbox);
  return sealReply(text, pk, { inbox, box: fromBase64url(box), day }, replySeed);
}

/** Opens one age file with the key of an inbox. @throws OpenError */
export async function openSealed(inbox: InboxId, age: Uint8Array): Promise<Tip> {
  return (await openWithFiles(inbox, age)).tip;
}

/** The same, with the bytes of its files. */
export async function openWithFiles(inbox: InboxId, age: Uint8Array): Promise<OpenedTip> {
  return openTip(age, await identitiesOf(inbox));
}

/** One mail of the line: its file, and what the key of the mailbox it lies in makes of it. */
export interface OpenedMail extends Intake {
  file: string;
}

/** Every mail that came to an inbox so far, opened with the key of `reader`, by default its own. */
export async function openMails(mailDir: string, inbox: InboxId, reader = inbox): Promise<OpenedMail[]> {
  const folder = join(mailDir, `${inbox}@${localMailDomain}`);
  const names = await readdir(folder).catch(() => []);
  const keys = {
    identities: await identitiesOf(reader),
    mailPublicKeys: [(await readLocalSecrets())?.mailPublicKey ?? ''],
  };
  return Promise.all(
    names
      // A mail that is still being written has a dot before its name.
      .filter((name) => name.endsWith('.eml') && !name.startsWith('.'))
      .map(async (name) => {
        const file = join(folder, name);
        return { file, ...(await readDropped(name, await readFile(file), keys)) };
      }),
  );
}

/** Waits, 30 s at most, for the mail that brings a tip with this text. */
export async function awaitMail(mailDir: string, inbox: InboxId, text: string): Promise<OpenedMail> {
  const deadline = Date.now() + 30_000;
  while (Date.now() < deadline) {
    const mails = await openMails(mailDir, inbox);
    const found = mails.find(({ tips }) => tips.some(({ tip }) => tip.text.includes(text)));
    if (found) return found;
    await delay(250);
  }
  throw new Error(`no mail came to ${inbox}`);
}
