import { createServer } from 'node:http';
import type { TestProject } from 'vitest/node';
import { startSmtpPeer } from './smtp-peer.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Ports of a mail server for tests inside workerd, and of the HTTP view of what it took. */
    smtpPort: number;
    smtpViewPort: number;
  }
}

/** Starts a mail server for the tests inside workerd. Its mails are read at `GET /`, as JSON. */
export default async function startPeer(project: TestProject): Promise<() => Promise<void>> {
  const peer = await startSmtpPeer('none');
  const view = createServer((_request, response) => {
    const mails = peer.mails.map(({ envelope, raw, mail }) => ({
      envelope,
      raw,
      headers: mail.headers,
      parts: mail.attachments.map(({ filename, content }) => ({
        filename,
        bytes: [...new Uint8Array(content as ArrayBuffer).subarray(0, 100)],
      })),
    }));
    response.end(JSON.stringify(mails));
  });
  await new Promise<void>((ready) => view.listen(0, '127.0.0.1', ready));
  const address = view.address();
  if (!address || typeof address === 'string') throw new Error('the view has no port');
  project.provide('smtpPort', peer.port);
  project.provide('smtpViewPort', address.port);
  return async () => {
    view.close();
    await peer.stop();
  };
}
