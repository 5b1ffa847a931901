/** The whole line as it runs in earnest: workerd by wrangler, sealed tips over HTTP, mails over SMTP with TLS. */
import { createHash, randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { ed25519 } from '@noble/curves/ed25519.js';
import { type Challenge, solveChallenge } from 'altcha-lib';
import { deriveKey } from 'altcha-lib/algorithms/web/pbkdf2';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import inboxes from '../../content/inboxes.json' with { type: 'json' };
import { askerOf } from '../../site/commands/line/ask.ts';
import { handedOutKeys, sendCanary, statusOf } from '../../site/commands/canary.ts';
import { freePort, type LocalLine, startLocalLine } from '../../site/commands/line/local-line.ts';
import { readLocalSecrets } from '../../site/commands/line/local-secrets.ts';
import { projectRoot } from '../../site/commands/project.ts';
import { randomBytes, toBase64url, toHex } from '../../site/envelope/bytes.ts';
import { describeFile } from '../../site/envelope/frame.ts';
import { readKeyFile } from '../../site/envelope/key-file.ts';
import { kidHexOf, type InboxKeys } from '../../site/envelope/keys.ts';
import { ageOfMailed } from '../../site/envelope/mailed-file.ts';
import { openTip } from '../../site/envelope/open.ts';
import { sealTip, wireOf } from '../../site/envelope/seal.ts';
import type { Tip } from '../../site/envelope/tip.ts';
import { encodeChallengeBody, ENDPOINTS, type StatusAnswer } from '../../worker/contract/endpoints.ts';
import { encodeInboxId } from '../../worker/contract/inbox-id.ts';
import {
  ALERT_SUBJECT,
  manifestMessage,
  type Manifest,
  type SignedManifest,
} from '../../worker/contract/manifest.ts';
import { cheapProof } from '../worker/cheap-proof.ts';
import { caFile, LOGIN, type SmtpPeer, startSmtpPeer, type TakenMail } from '../mail/smtp-peer.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 120_000 });

const INBOX = 'lung-phinh';
const OPERATOR = 'nguoi-van-hanh@inbox.test';
/** The line's own for this run, so that most proofs need no work. */
const secrets = { challenge: randomUUID(), key: randomUUID() };
const recipients = inboxes.find(({ id }) => id === INBOX)?.recipients as [string, string];

/** All that any mail server with TLS has taken. */
const mails: TakenMail[] = [];
/** Tips that must come once. */
const onceOnly: Sent[] = [];
let folder: string;
let peer: SmtpPeer;
let line: LocalLine;
let publicKey: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'la-chan-delivery-'));
  peer = await startSmtpPeer('starttls', 0, mails);
  // workerd takes extra authorities from the environment of the process that starts it.
  vi.stubEnv('NODE_EXTRA_CA_CERTS', caFile);
  line = await startLocalLine({
    port: await freePort(),
    mailDir: join(folder, 'mail'),
    stateDir: join(folder, 'state'),
    vars: {
      POW_SECRET: secrets.challenge,
      POW_KEY_SECRET: secrets.key,
      SMTP_PORT: String(peer.port),
      SMTP_TLS: 'starttls',
      SMTP_USER: LOGIN.user,
      SMTP_PASS: LOGIN.pass,
      DELIVERY_WINDOW_MINUTES: '0.02',
      RETRY_MINUTES: '0.01',
    },
  });
  publicKey = (await readLocalSecrets())?.mailPublicKey ?? '';
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await line?.stop();
  await peer?.stop();
  await rm(folder, { recursive: true, force: true });
});
afterEach(() => {
  peer.manner = 'takes';
});

/** One call. Tried again when the line breaks, as the page does: an idle connection may be closed under our hands. */
async function call(path: string, body: Uint8Array<ArrayBuffer>): Promise<Response> {
  for (let tries = 1; ; tries++) {
    try {
      return await fetch(`${line.url}${path}`, {
        method: 'POST',
        body,
        headers: { 'content-type': 'application/octet-stream' },
      });
    } catch (error) {
      if (tries === 3) throw error;
    }
  }
}

/** A proof of work as the page gets it: asked for and solved. */
async function earnedProof() {
  const challenge = (await (
    await call(ENDPOINTS.challenge, bytes(encodeChallengeBody(INBOX, 0)))
  ).json()) as Challenge;
  return { challenge, solution: await solveChallenge({ challenge, deriveKey }) };
}

/** Sends a tip the way the page does, sealed and with a proof of work, until the 202. */
async function send(text: string, { photo = new Uint8Array(0), earned = false } = {}) {
  const tip: Tip = {
    v: 1,
    type: 'tip',
    id: toHex(randomBytes(16)),
    ack: toBase64url(randomBytes(16)),
    inbox: INBOX,
    kid: kidHexOf(recipients),
    created: '2026-11-21',
    category: 'other',
    text,
    where: null,
    when: null,
    reply: null,
    thread: null,
    part: [1, 1],
    files: photo.length > 0 ? [describeFile('anh-1.jpg', 'image/jpeg', 0, photo)] : [],
  };
  const sealed = await sealTip(tip, randomBytes(16), recipients, photo);
  const proof = await (earned ? earnedProof() : cheapProof(INBOX, secrets, Date.now() + 60_000));
  const answer = await call(ENDPOINTS.tips, bytes(wireOf(sealed, JSON.stringify(proof))));
  expect(answer.status).toBe(202);
  return { tip, sid: sealed.sid, hash: sha256(sealed.age) };
}
const sha256 = (from: Uint8Array) => createHash('sha256').update(from).digest('hex');
const bytes = (from: Uint8Array) => Uint8Array.from(from);
type Sent = Awaited<ReturnType<typeof send>>;

async function status({ sid }: Sent): Promise<string> {
  const answer = await call(ENDPOINTS.status, bytes(new Uint8Array([...encodeInboxId(INBOX), ...sid])));
  return ((await answer.json()) as StatusAnswer).status;
}

/** A mail taken apart, its note only if the line signed it. */
function read({ mail }: TakenMail) {
  const files = mail.attachments.map(({ filename, content }) => ({
    name: filename ?? '',
    content: new Uint8Array(content as ArrayBuffer),
  }));
  const last = files.at(-1);
  expect(last?.name).toBe('lo.json');
  const signed = JSON.parse(new TextDecoder().decode(last?.content)) as SignedManifest;
  const signature = Uint8Array.from(Buffer.from(signed.sig, 'base64url'));
  const key = Uint8Array.from(Buffer.from(publicKey, 'base64url'));
  expect(ed25519.verify(signature, manifestMessage(signed.note), key)).toBe(true);
  return { note: JSON.parse(signed.note) as Manifest, files: files.slice(0, -1) };
}

const isAlert = ({ mail }: TakenMail) => mail.subject === ALERT_SUBJECT;

/** Every copy of a tip among the mails the server has taken: the number, the name, the bytes. */
function copiesOf({ hash }: Sent) {
  return mails
    .filter((mail) => !isAlert(mail))
    .flatMap((mail) => {
      const { note, files } = read(mail);
      return files
        .map(({ name, content }) => ({ name, content, age: ageOfMailed(content) }))
        .filter(({ age }) => sha256(age) === hash)
        .map(({ name, content, age }) => {
          const number = Number(/^tin-(\d{6})-/.exec(name)?.[1]);
          if (note.kind !== 'batch') throw new Error('a heartbeat carries no tip');
          expect(note.files[number]).toBe(sha256(content));
          expect(name).toBe(`tin-${String(number).padStart(6, '0')}-${sha256(content).slice(0, 8)}.tin`);
          expect(note.inbox).toBe(INBOX);
          expect(note.last).toBeGreaterThanOrEqual(number);
          // Oversight may have drawn the tip: not a copy of the unit's mail.
          return { to: note.to, number, content, age, mail };
        });
    });
}
const forUnit = (sent: Sent) => copiesOf(sent).filter(({ to }) => to === 'unit');

const arrives = async (sent: Sent) => {
  onceOnly.push(sent);
  await vi.waitFor(
    async () => {
      expect(forUnit(sent)).toHaveLength(1);
      expect(await status(sent)).toBe('mailed');
    },
    { timeout: 40_000, interval: 100 },
  );
};

test('a tip arrives encrypted on the way, signed by the line, and opens with the key of the unit', async () => {
  const sent = await send('Có người bán ở đầu bản. 🙈 العربية <b>x</b>', { earned: true });
  await arrives(sent);
  const [copy] = forUnit(sent);
  expect(copy?.number).toBe(1);
  expect(copy?.mail).toMatchObject({ secure: true, user: LOGIN.user });
  expect(copy?.mail.envelope).toEqual({ from: 'tin-bao@line.test', to: ['lung-phinh@inbox.test'] });
  expect(copy?.mail.mail.subject).toBe('Tin báo - lô mới');
  const keyFile = await readFile(join(projectRoot, 'test/fixtures/keys/lung-phinh.age'));
  const passphrase = await readFile(join(projectRoot, 'test/fixtures/keys/PASSPHRASE.txt'), 'utf8');
  const { identities } = await readKeyFile(Uint8Array.from(keyFile), passphrase);
  const { tip } = await openTip(copy?.age ?? new Uint8Array(0), identities);
  expect(tip).toEqual(sent.tip);
});

test('a tip with a photo arrives whole', async () => {
  const photo = randomBytes(60_000);
  const sent = await send('Có ảnh.', { photo: Uint8Array.from(photo) });
  await arrives(sent);
  expect(forUnit(sent)[0]?.age).toHaveLength(527_616);
});

test('while the mail server is down the tip is held, and arrives when it is up again', async () => {
  const { port } = peer;
  await peer.stop();
  const sent = await send('Máy chủ thư đang hỏng.');
  await delay(1_500);
  expect(await status(sent)).toBe('held');
  peer = await startSmtpPeer('starttls', port, mails);
  await arrives(sent);
});

test.each(['greylists', 'refuses', 'hangs up'] as const)(
  'a mail server that %s the mail gets it again, and takes it once',
  async (manner) => {
    peer.manner = manner;
    const sent = await send(`Máy chủ thư: ${manner}.`);
    await delay(1_500);
    expect(await status(sent)).toBe('held');
    expect(forUnit(sent)).toEqual([]);
    peer.manner = 'takes';
    await arrives(sent);
  },
);

test('a slow mail server gets the mail once', async () => {
  peer.manner = 'is slow';
  const sent = await send('Máy chủ thư chậm.');
  await arrives(sent);
});

test('a mail server that dies after the data gets the mail again under the same number, and no byte twice', async () => {
  peer.manner = 'dies after the data';
  const sent = await send('Nhận rồi mới chết.');
  await vi.waitFor(() => expect(forUnit(sent).length).toBeGreaterThan(0), { timeout: 40_000, interval: 20 });
  expect(await status(sent)).toBe('held');
  peer.manner = 'takes';
  await vi.waitFor(async () => expect(await status(sent)).toBe('mailed'), { timeout: 40_000, interval: 100 });
  const copies = forUnit(sent);
  expect(copies.length).toBeGreaterThan(1);
  expect(new Set(copies.map(({ number }) => number)).size).toBe(1);
  expect(new Set(copies.map(({ content }) => sha256(content))).size).toBe(copies.length);
});

test('a scanner that refuses one attachment holds up no other tip', async () => {
  peer.manner = 'greylists';
  const bait = await send('Mồi cho máy quét.');
  const others = [await send('Trước.'), await send('Giữa.'), await send('Sau.')];
  peer.isBait = ({ attachments }) =>
    attachments.some(
      ({ content }) => sha256(ageOfMailed(new Uint8Array(content as ArrayBuffer))) === bait.hash,
    );
  peer.manner = 'scans';
  for (const sent of others) await arrives(sent);
  expect(await status(bait)).toBe('held');
  expect(forUnit(bait)).toEqual([]);
  const later = await send('Về sau.');
  await arrives(later);
  await vi.waitFor(() => expect(mails.filter(isAlert)).not.toEqual([]), { timeout: 10_000 });
  for (const { envelope, mail } of mails.filter(isAlert)) {
    expect(envelope.to).toEqual([OPERATOR]);
    expect(mail.text).toContain('từ chối riêng');
    expect(mail.attachments).toEqual([]);
  }
});

test('a mail server that stops offering TLS gets nothing in clear, neither tip nor password', async () => {
  const { port } = peer;
  await peer.stop();
  peer = await startSmtpPeer('none', port);
  const sent = await send('Có người nghe lén.');
  await delay(3_000);
  expect(peer.mails).toEqual([]);
  expect(await status(sent)).toBe('held');
  await peer.stop();
  peer = await startSmtpPeer('starttls', port, mails);
  await arrives(sent);
});

test('and nothing that was taken is mailed a second time', async () => {
  await delay(3_000);
  expect(onceOnly).toHaveLength(12);
  for (const sent of onceOnly) expect(forUnit(sent)).toHaveLength(1);
});

test('a canary goes the way of a tip, with the keys the line hands out, and says what it is', async () => {
  const ask = askerOf(line.url);
  const keys = (await handedOutKeys(ask)).find(({ id }) => id === INBOX);
  expect(keys?.recipients).toEqual(recipients);
  const canary = await sendCanary(ask, keys as InboxKeys, '2026-11-21');
  await vi.waitFor(async () => expect(await statusOf(ask, canary)).toBe('mailed'), {
    timeout: 30_000,
    interval: 250,
  });
  const { identities } = await readKeyFile(
    await readFile(join(projectRoot, `test/fixtures/keys/${INBOX}.age`)),
    (await readFile(join(projectRoot, 'test/fixtures/keys/PASSPHRASE.txt'), 'utf8')).trim(),
  );
  const opened = await Promise.all(
    mails.flatMap(({ mail }) =>
      mail.attachments
        .filter(({ filename }) => filename?.endsWith('.tin'))
        .map(({ content }) => openTip(ageOfMailed(new Uint8Array(content as ArrayBuffer)), identities)),
    ),
  );
  expect(opened.filter(({ tip }) => tip.type === 'canary')).toHaveLength(1);
});
