import { createServer, request as forward } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One request as it went over the wire; `headers` are names and values in turn, as they were sent. */
export interface Heard {
  method: string;
  url: string;
  headers: string[];
  body: Buffer;
}

/** A running tap: what to give a browser context as its proxy, and everything heard so far. */
export interface Tap {
  proxy: { server: string; bypass: string };
  heard: Heard[];
  stop(): Promise<void>;
}

/**
 * Starts a proxy on loopback that writes down every request of a browser before it reaches the line: of pages,
 * workers and the browser itself. Whatever host a plain request names, the line answers it; anything that asks for a
 * tunnel or another protocol is written down and refused.
 */
export async function startTap(lineUrl: string): Promise<Tap> {
  const heard: Heard[] = [];
  const server = createServer((request, response) => {
    const { method = '', url = '', rawHeaders, headers } = request;
    const entry: Heard = { method, url, headers: rawHeaders, body: Buffer.alloc(0) };
    heard.push(entry);
    const { host } = new URL(lineUrl);
    const { pathname, search } = new URL(url, lineUrl);
    const onward = forward(
      lineUrl + pathname + search,
      { method, headers: { ...headers, host, 'proxy-connection': [] } },
      (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
        answer.pipe(response);
      },
    );
    onward.on('error', () => response.destroy());
    request.on('data', (part: Buffer) => {
      entry.body = Buffer.concat([entry.body, part]);
      onward.write(part);
    });
    request.on('end', () => onward.end());
  });
  for (const event of ['connect', 'upgrade'] as const) {
    server.on(event, ({ method = '', url = '', rawHeaders: headers }, socket) => {
      heard.push({ method, url, headers, body: Buffer.alloc(0) });
      socket.destroy();
    });
  }
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const { port } = server.address() as AddressInfo;
  return {
    // Without this, Chromium passes a proxy by for everything on the same machine.
    proxy: { server: `http://127.0.0.1:${port}`, bypass: '<-loopback>' },
    heard,
    stop: () =>
      new Promise((stopped) => {
        server.close(() => stopped());
        server.closeAllConnections();
      }),
  };
}
