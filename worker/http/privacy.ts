/**
 * The request as the rest of the Worker may see it: method, path, content type and length, body. Whatever could
 * tell who is calling is dropped here, in one place, before any other code runs.
 */
export function withoutCaller(request: Request): Request {
  const headers = new Headers();
  for (const name of ['content-type', 'content-length']) {
    const value = request.headers.get(name);
    if (value !== null) headers.set(name, value);
  }
  const url = new URL('https://line.invalid');
  // Set, not resolved: a path that begins with two slashes would name a host.
  url.pathname = new URL(request.url).pathname;
  return new Request(url, {
    method: request.method,
    headers,
    // A GET may announce a body; a Request may not carry it.
    body: ['GET', 'HEAD'].includes(request.method) ? null : request.body,
  });
}
