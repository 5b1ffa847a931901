import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { createTransport } from 'nodemailer';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type MailServer, startMailServer } from '../../../site/commands/line/mail-server.ts';

let folder: string;
let server: MailServer;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'la-chan-mail-'));
  server = await startMailServer({ folder });
});
afterEach(async () => {
  await server.stop();
  await rm(folder, { recursive: true });
});

const send = (to: string | string[], body: string) =>
  createTransport({ host: '127.0.0.1', port: server.port }).sendMail({
    envelope: { from: 'line@line.test', to },
    raw: `Subject: tin\r\n\r\n${body}\r\n`,
  });

describe('the local mail server', () => {
  test('keeps each mail byte for byte in the folder of its recipient', async () => {
    await send(['xa@inbox.test', 'XA-cap-tren@inbox.test'], 'Tin báo: ..\r\n.\r\ncuối');
    expect((await readdir(folder)).sort((a, b) => a.localeCompare(b))).toEqual([
      'xa-cap-tren@inbox.test',
      'xa@inbox.test',
    ]);
    const [name = ''] = await readdir(join(folder, 'xa@inbox.test'));
    expect(name).toMatch(/^\d{4}-\d\d-\d\dT[\d.-]+Z-0001\.eml$/);
    expect(await readFile(join(folder, 'xa@inbox.test', name), 'utf8')).toBe(
      'Subject: tin\r\n\r\nTin báo: ..\r\n.\r\ncuối\r\n',
    );
  });

  test('names mails so that they sort by arrival', async () => {
    for (const body of ['một', 'hai', 'ba']) await send('xa@inbox.test', body);
    const names = (await readdir(join(folder, 'xa@inbox.test'))).sort((a, b) => (a < b ? -1 : 1));
    const bodies = await Promise.all(
      names.map((name) => readFile(join(folder, 'xa@inbox.test', name), 'utf8')),
    );
    expect(bodies.map((mail) => mail.trim().split('\r\n').at(-1))).toEqual(['một', 'hai', 'ba']);
  });

  test('takes no recipient that could name another folder', async () => {
    for (const to of ['../x@inbox.test', '..@inbox.test', 'a/b@inbox.test', '.x@inbox.test']) {
      await expect(send(to, 'x'), to).rejects.toThrow();
    }
    expect(await readdir(folder)).toEqual([]);
  });

  test('keeps nothing of a mail that was cut off, and goes on', async () => {
    const socket = connect(server.port, '127.0.0.1');
    const commands = ['EHLO x', 'MAIL FROM:<a@line.test>', 'RCPT TO:<xa@inbox.test>', 'DATA'];
    // Each answer ends with a line whose code is followed by a space.
    for await (const answer of socket.setEncoding('utf8').iterator({ destroyOnReturn: false })) {
      if (!/^\d{3} .*\r\n$/m.test(answer)) continue;
      const command = commands.shift();
      if (!command) break;
      socket.write(`${command}\r\n`);
    }
    socket.write('Subject: half');
    socket.destroy();
    await send('xa@inbox.test', 'whole');
    expect(await readdir(join(folder, 'xa@inbox.test'))).toHaveLength(1);
  });

  test('is gone after stop', async () => {
    const { port } = await startMailServer({ folder }).then(async (other) => (await other.stop(), other));
    await expect(text(connect(port, '127.0.0.1'))).rejects.toThrow('ECONNREFUSED');
  });
});
