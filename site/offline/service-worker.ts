/**
 * Keeps a few pages readable without network; `offline.ts` builds it into `/sw.js`. It answers for the addresses in
 * `BUILD` and for no other: whatever is not listed there goes to the network as if no worker existed.
 */

/** Put before this code by the build. All are paths of this site. */
declare const BUILD: {
  /** Changes with the worker and with every file it keeps. */
  version: string;
  /** Pages and style sheets to keep. */
  keep: string[];
  /** The one of them that stands in for a page that cannot be had. */
  standIn: string;
  /** Folders that hold nothing but content pages. */
  folders: string[];
  /** Content pages outside those folders. */
  pages: string[];
};

interface LifeEvent extends Event {
  waitUntil(work: Promise<unknown>): void;
}
interface RequestEvent extends Event {
  readonly request: Request;
  respondWith(answer: Promise<Response>): void;
}
// The part of a service worker's scope that is needed here; TypeScript cannot load both its types and the DOM's.
interface Scope {
  readonly clients: { claim(): Promise<void> };
  skipWaiting(): Promise<void>;
  addEventListener(type: 'install' | 'activate', listener: (event: LifeEvent) => void): void;
  addEventListener(type: 'fetch', listener: (event: RequestEvent) => void): void;
}

// In a weak signal a number to call is worth more than the newest page.
const PATIENCE_MS = 4000;
const cacheName = `la-chan-${BUILD.version}`;
const scope = self as unknown as Scope;

scope.addEventListener('install', (event) => {
  event.waitUntil(keepFiles().then(() => scope.skipWaiting()));
});

scope.addEventListener('activate', (event) => {
  event.waitUntil(dropOldCaches().then(() => scope.clients.claim()));
});

scope.addEventListener('fetch', (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== self.location.origin) return;
  const kept = BUILD.keep.includes(pathname);
  if (request.mode === 'navigate') {
    if (kept || isContentPage(pathname)) event.respondWith(openPage(request, pathname));
  } else if (kept) {
    // A style sheet: its name changes with its content, so the kept one is the right one.
    event.respondWith(keptFile(pathname).then((file) => file || fetch(request)));
  }
});

async function keepFiles(): Promise<void> {
  const cache = await caches.open(cacheName);
  await cache.addAll(BUILD.keep.map((path) => new Request(path, { cache: 'no-cache' })));
}

async function dropOldCaches(): Promise<void> {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name !== cacheName).map((name) => caches.delete(name)));
}

const keptFile = (path: string) => caches.match(path, { cacheName });

const isContentPage = (path: string) =>
  BUILD.pages.includes(path) || BUILD.folders.some((folder) => path.startsWith(folder));

async function openPage(request: Request, path: string): Promise<Response> {
  const fromNetwork = fetch(request);
  const kept = await keptFile(path);
  if (!kept) return fromNetwork.catch(async () => (await keptFile(BUILD.standIn)) || Response.error());
  const patience = new Promise<Response>((resolve) => setTimeout(() => resolve(kept), PATIENCE_MS));
  return Promise.race([fromNetwork.catch(() => kept), patience]);
}
