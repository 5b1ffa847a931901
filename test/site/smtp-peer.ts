import { readFileSync } from 'node:fs';
import type { Server, Socket } from 'node:net';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import PostalMime, { type Email } from 'postal-mime';
import { SMTPServer } from 'smtp-server';

/** How a mail server treats the next mails; `scans` refuses what is in them, once it has seen it. */
export type Manner =
  | 'takes'
  | 'greylists'
  | 'refuses'
  | 'is slow'
  | 'dies after the data'
  | 'hangs up'
  | 'scans'
  | 'scans later'
  | 'is full';

export interface TakenMail {
  /** What the envelope said, apart from the headers. */
  envelope: { from: string; to: string[] };
  /** Whether the line was encrypted, and who had logged in. */
  secure: boolean;
  user: string | undefined;
  raw: string;
  mail: Email;
}

export interface SmtpPeer {
  readonly port: number;
  readonly mails: TakenMail[];
  manner: Manner;
  /** What `scans` refuses: every mail unless told. */
  isBait: (mail: Email) => boolean;
  stop(): Promise<void>;
}

const folder = join(import.meta.dirname, '../fixtures/tls');
/** The authority that signed the certificate of a peer with TLS (a test's own, its key is thrown away). */
export const caFile = join(folder, 'ca.pem');
export const LOGIN = { user: 'line', pass: 'a password of the tests' };

/**
 * A real SMTP server on 127.0.0.1 that behaves as told. `tls`: `starttls` offers it, asks for a login and takes
 * nothing before; `none` offers neither. `mails` goes on the list of a peer that ran before. A local part of a recipient that names a manner (`greylists@...`,
 * dashes for spaces) goes before `manner`.
 */
export async function startSmtpPeer(
  tls: 'starttls' | 'none',
  port = 0,
  mails: TakenMail[] = [],
): Promise<SmtpPeer> {
  const sockets = new Set<Socket>();
  const mannerFor = (address: string): Manner => {
    const named = address.split('@')[0]?.replaceAll('-', ' ');
    return MANNERS.find((manner) => manner === named) ?? peer.manner;
  };
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
      else done(Object.assign(new Error('bad login'), { responseCode: 535 }));
    },
    onRcptTo({ address }, _session, done) {
      const manner = mannerFor(address);
      const refuse = (responseCode: number) => done(Object.assign(new Error(manner), { responseCode }));
      if (manner === 'greylists') return refuse(451);
      if (manner === 'refuses') return refuse(550);
      if (manner === 'hangs up') return hangUp();
      done();
    },
    onData(stream, session, done) {
      const to = session.envelope.rcptTo.map(({ address }) => address);
      const take = async () => {
        const raw = await buffer(stream);
        const from = session.envelope.mailFrom;
        const mail = await PostalMime.parse(raw);
        const manner = mannerFor(to[0] ?? '');
        const refuse = (responseCode: number, text: string) =>
          done(Object.assign(new Error(text), { responseCode }));
        if (manner === 'scans' && peer.isBait(mail))
          return refuse(554, '5.7.1 found by scanner 5.1.3 at 10.5.2.1');
        if (manner === 'scans later') return refuse(451, '4.7.1 the scanner at 10.5.1.2 could not look');
        if (manner === 'is full') return refuse(552, '5.2.2 mailbox full');
        mails.push({
          envelope: { from: from ? from.address : '', to },
          secure: session.secure,
          user: typeof session.user === 'string' ? session.user : undefined,
          raw: raw.toString('latin1'),
          mail,
        });
        if (manner === 'dies after the data') return hangUp();
        if (manner === 'is slow') await delay(1_500);
        done();
      };
      take().catch(done);
    },
  });
  const hangUp = () => sockets.forEach((socket) => socket.destroy());
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
    manner: 'takes',
    isBait: () => true,
    stop: () =>
      new Promise((stopped) => {
        hangUp();
        server.close(() => stopped());
      }),
  };
  return peer;
}

const MANNERS: readonly Manner[] = [
  'takes',
  'greylists',
  'refuses',
  'is slow',
  'dies after the data',
  'hangs up',
  'scans',
  'scans later',
  'is full',
];
