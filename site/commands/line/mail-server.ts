import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { SMTPServer } from 'smtp-server';

/** A running mail server: where it listens, and how to end it (open connections are closed). */
export type MailServer = { port: number; stop(): Promise<void> };

// A recipient names a folder: nothing that could climb out of it.
const plainAddress = /^[a-z0-9][a-z0-9.+_-]*@[a-z0-9][a-z0-9.-]*$/i;

/**
 * Starts a real SMTP server on loopback that keeps each mail byte for byte as
 * `<folder>/<recipient>/<UTC time>-<number>.eml`; names sort by arrival. Port 0 takes a free one.
 * A file appears only when it is whole; the server answers 250 after that.
 * Rejects when the port is taken (`EADDRINUSE`).
 */
export async function startMailServer({
  folder,
  port = 0,
}: {
  folder: string;
  port?: number;
}): Promise<MailServer> {
  let count = 0;
  const server = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    logger: false,
    size: 25 * 1024 * 1024,
    onRcptTo(address, _session, done) {
      if (plainAddress.test(address.address)) return done();
      done(Object.assign(new Error('no such mailbox'), { responseCode: 550 }));
    },
    onData(stream, session, done) {
      const name = `${new Date().toISOString().replaceAll(':', '-')}-${String(++count).padStart(4, '0')}.eml`;
      const inboxes = session.envelope.rcptTo.map(({ address }) => address.toLowerCase());
      buffer(stream)
        .then((mail) => Promise.all(inboxes.map((inbox) => keep(join(folder, inbox), name, mail))))
        .then(() => done(), done);
    },
  });
  await new Promise<void>((ready, failed) => {
    server.once('error', failed);
    server.listen(port, '127.0.0.1', () => ready());
  });
  // A client that hangs up in the middle must not end the server.
  server.on('error', () => {});
  const listening = server.server.address();
  if (!listening || typeof listening === 'string') throw new Error('the mail server has no port');
  return { port: listening.port, stop: () => new Promise((stopped) => server.close(() => stopped())) };
}

async function keep(folder: string, name: string, mail: Buffer): Promise<void> {
  await mkdir(folder, { recursive: true });
  const unfinished = join(folder, `.${name}`);
  await writeFile(unfinished, mail);
  await rename(unfinished, join(folder, name));
}
