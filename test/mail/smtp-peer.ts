import { readFileSync } from 'node:fs';
import type { Server, Socket } from 'node:net';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import PostalMime, { type Email } from 'postal-mime';
import { SMTPServer, type SMTPServerSession } from 'smtp-server';

/** A refusal: its code, and the text behind it, which begins with an enhanced status code where the server sends one. */
export type Refusal = readonly [code: number, text: string];

/**
 * What comes of a mail whose data has come whole. `throws away`: 250, and nobody ever sees it. `hangs up`: no answer,
 * and the mail is gone. `dies`: no answer, though the mail is in the mailbox. `drips`: an answer without an end.
 */
export type Verdict = 'takes' | 'throws away' | 'hangs up' | 'dies' | 'drips' | Refusal;

/** A mail as a server sees it: `size` in bytes as it travelled, `nth` of all whose data this mailbox was ever sent. */
export interface ArrivedMail {
  mail: Email;
  size: number;
  nth: number;
}

/** How a mailbox treats its mails. Nothing: it takes them. */
export interface Treatment {
  /** Before anything of the mail is seen; null lets it in. */
  atRcpt?: () => Refusal | 'hangs up' | null;
  /** Bytes of one mail after which the line is cut. */
  cutsAfter?: number;
  afterData?: (arrived: ArrivedMail) => Verdict | Promise<Verdict>;
}

/** The manners that have a name; `scans` refuses what is in a mail, once it has seen it. */
export type Manner =
  | 'takes'
  | 'greylists'
  | 'refuses'
  | 'is slow'
  | 'dies after the data'
  | 'hangs up'
  | 'scans'
  | 'scans later'
  | 'is full'
  | 'is full at the door'
  | 'counts attachments'
  | 'takes 1 MB'
  | 'cuts large mails'
  | 'falls silent'
  | 'drips'
  | 'throws away every third'
  | 'throws away over 1 MB';

export interface TakenMail {
  /** What the envelope said, apart from the headers. */
  envelope: { from: string; to: string[] };
  /** Whether the line was encrypted, and who had logged in. */
  secure: boolean;
  user: string | undefined;
  raw: string;
  mail: Email;
  /** When it came, in ms. */
  time: number;
}

/** From RCPT until this server was done with a mail (null: not yet), in ms, and the bytes of it that came. */
export interface Attempt {
  address: string;
  began: number;
  ended: number | null;
  size: number;
}

export interface SmtpPeer {
  readonly port: number;
  readonly mails: TakenMail[];
  /** Every mail that anybody tried to hand over, taken or not. */
  readonly attempts: Attempt[];
  manner: Manner;
  /** Mailboxes, by their address, that are treated in another way than `manner` says. */
  readonly treatments: Map<string, Treatment | Manner>;
  /** The SIZE named in the answer to EHLO, and kept to; 0 names none. */
  declaredSize: number;
  /** How many connections it answers at a time; 0 is no bound. */
  maxConnections: number;
  /** What `scans` refuses: every mail unless told. */
  isBait: (mail: Email) => boolean;
  stop(): Promise<void>;
}

const folder = join(import.meta.dirname, '../fixtures/tls');
/** The authority that signed the certificate of a peer with TLS (a test's own, its key is thrown away). */
export const caFile = join(folder, 'ca.pem');
export const LOGIN = { user: 'line', pass: 'a password of the tests' };

const MB = 1_000_000;
/** How long a server is silent before it, too, gives up the connection. */
const SILENCE_MS = 1_500;
const DRIP_MS = 200;

const FULL: Refusal = [552, '5.2.2 mailbox full'];
const TOO_LARGE: Refusal = [552, '5.3.4 message size exceeds the limit'];

/** All but `scans`, which asks the peer what is bait. */
const MANNERS: Readonly<Record<Exclude<Manner, 'scans'>, Treatment>> = {
  takes: {},
  greylists: { atRcpt: () => [451, '4.7.1 come back later'] },
  refuses: { atRcpt: () => [550, '5.1.1 no such mailbox'] },
  'is slow': { afterData: () => delay(1_500, 'takes' as const) },
  'dies after the data': { afterData: () => 'dies' },
  'hangs up': { atRcpt: () => 'hangs up' },
  'scans later': { afterData: () => [451, '4.7.1 the scanner at 10.5.1.2 could not look'] },
  'is full': { afterData: () => FULL },
  'is full at the door': { atRcpt: () => FULL },
  'counts attachments': { afterData: ({ mail }) => takesAtMost(32, mail) },
  'takes 1 MB': { afterData: ({ size }) => (size > MB ? TOO_LARGE : 'takes') },
  'cuts large mails': { cutsAfter: MB },
  'falls silent': { afterData: () => delay(SILENCE_MS, 'hangs up' as const) },
  drips: { afterData: () => 'drips' },
  'throws away every third': { afterData: ({ nth }) => (nth % 3 === 0 ? 'throws away' : 'takes') },
  'throws away over 1 MB': { afterData: ({ size }) => (size > MB ? 'throws away' : 'takes') },
};

function takesAtMost(attachments: number, mail: Email): Verdict {
  return mail.attachments.length > attachments ? [554, '5.6.0 too many attachments'] : 'takes';
}

/**
 * A real SMTP server on 127.0.0.1 that behaves as told. `tls`: `starttls` offers it, asks for a login and takes
 * nothing before; `none` offers neither. `mails` goes on the list of a peer that ran before. A local part of a
 * recipient that names a manner (`greylists@...`, dashes for spaces) goes before `treatments`, and they before `manner`.
 */
export async function startSmtpPeer(
  tls: 'starttls' | 'none',
  port = 0,
  mails: TakenMail[] = [],
): Promise<SmtpPeer> {
  const sockets = new Set<Socket>();
  const arrived = new Map<string, number>();
  const treatmentOf = (name: Manner): Treatment =>
    name === 'scans'
      ? {
          afterData: ({ mail }) =>
            peer.isBait(mail) ? [554, '5.7.1 found by scanner 5.1.3 at 10.5.2.1'] : 'takes',
        }
      : MANNERS[name];
  const treatmentFor = (address: string): Treatment => {
    const named = address.split('@')[0]?.replaceAll('-', ' ') ?? '';
    if (named === 'scans' || named in MANNERS) return treatmentOf(named as Manner);
    const own = peer.treatments.get(address) ?? peer.manner;
    return typeof own === 'string' ? treatmentOf(own) : own;
  };
  const socketsOf = (session?: SMTPServerSession) =>
    [...sockets].filter((socket) => !session || socket.remotePort === session.remotePort);
  const hangUp = (session?: SMTPServerSession) => socketsOf(session).forEach((socket) => socket.destroy());
  const server = new SMTPServer({
    ...(tls === 'none'
      ? { disabledCommands: ['AUTH', 'STARTTLS'] }
      : {
          key: readFileSync(join(folder, 'server-key.pem')),
          cert: readFileSync(join(folder, 'server.pem')),
        }),
    disableReverseLookup: true,
    logger: false,
    authOptional: tls === 'none',
    onAuth(login, _session, done) {
      if (login.username === LOGIN.user && login.password === LOGIN.pass) done(null, { user: LOGIN.user });
      else done(refusal([535, 'bad login']));
    },
    onRcptTo({ address }, session, done) {
      const answer = treatmentFor(address).atRcpt?.() ?? null;
      const began = Date.now();
      peer.attempts.push({ address, began, ended: answer && began, size: 0 });
      if (answer === 'hangs up') hangUp(session);
      else done(answer && refusal(answer));
    },
    onData(stream, session, done) {
      const to = session.envelope.rcptTo.map(({ address }) => address);
      const [address = ''] = to;
      const { cutsAfter = Infinity, afterData } = treatmentFor(address);
      const attempt = peer.attempts.findLast((one) => one.address === address);
      const take = async () => {
        const raw = await dataOf(stream, cutsAfter);
        if (raw === null) return hangUp(session);
        if (attempt) attempt.size = raw.length;
        const mail = await PostalMime.parse(raw);
        const nth = (arrived.get(address) ?? 0) + 1;
        arrived.set(address, nth);
        const verdict = (await afterData?.({ mail, size: raw.length, nth })) ?? 'takes';
        if (verdict === 'takes' || verdict === 'dies') {
          const from = session.envelope.mailFrom;
          mails.push({
            envelope: { from: from ? from.address : '', to },
            secure: session.secure,
            user: typeof session.user === 'string' ? session.user : undefined,
            raw: raw.toString('latin1'),
            mail,
            time: Date.now(),
          });
        }
        if (verdict === 'dies' || verdict === 'hangs up') return hangUp(session);
        if (verdict === 'drips') return socketsOf(session).forEach(drip);
        done(typeof verdict === 'string' ? null : refusal(verdict));
      };
      take()
        .catch(done)
        .finally(() => {
          if (attempt) attempt.ended = Date.now();
        });
    },
  });
  // A client that hangs up, or one that does not trust us, is no error of this server.
  server.on('error', () => undefined);
  const listener: Server = server.server;
  listener.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((ready, failed) => {
    listener.once('error', failed);
    server.listen(port, '127.0.0.1', ready);
  });
  const address = listener.address();
  if (!address || typeof address === 'string') throw new Error('the peer has no port');
  const peer: SmtpPeer = {
    port: address.port,
    mails,
    attempts: [],
    manner: 'takes',
    treatments: new Map(),
    // The server reads these two anew for each connection.
    get declaredSize() {
      return server.options.size ?? 0;
    },
    set declaredSize(bytes) {
      server.options.size = bytes;
    },
    get maxConnections() {
      return server.options.maxClients ?? 0;
    },
    set maxConnections(count) {
      server.options.maxClients = count;
    },
    isBait: () => true,
    stop: () =>
      new Promise((stopped) => {
        hangUp();
        server.close(() => stopped());
      }),
  };
  return peer;
}

/** A line of an answer of many lines, now and then, for as long as anybody listens. */
function drip(socket: Socket): void {
  const timer = setInterval(() => socket.write('250-wait\r\n'), DRIP_MS);
  socket.on('close', () => clearInterval(timer));
}

/** The whole of a mail, or null when it is longer than that. */
async function dataOf(stream: Readable, most: number): Promise<Buffer | null> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of stream as AsyncIterable<Buffer>) {
    parts.push(part);
    size += part.length;
    if (size > most) return null;
  }
  return Buffer.concat(parts);
}

const refusal = ([responseCode, text]: Refusal) => Object.assign(new Error(text), { responseCode });
