/**
 * Brings the tip page and everything it can load into the browser's cache, on every content page and for every
 * visitor alike. Whoever watches the line sees this load after any page of the site, and no such load when someone
 * goes on from reading to the tip page. Left out on a line that is slow or to be spared: there people pay for every
 * byte. Loaded after the page itself.
 */
const link = document.querySelector<HTMLAnchorElement>('.bar .tip');
const { connection } = navigator as { connection?: { saveData?: boolean; effectiveType?: string } };
if (link && !connection?.saveData && !/[23]g/.test(connection?.effectiveType ?? '')) {
  const fetchAll = () => void fetchWithImports(link.pathname, new Set()).catch(() => undefined);
  // Safari has no idle callback, and a busy phone may never be idle.
  if ('requestIdleCallback' in window) requestIdleCallback(fetchAll, { timeout: 3_000 });
  else setTimeout(fetchAll);
}

/**
 * Fetches a file of this site and every script and style it names, each once. What the build calls them is known only
 * to the files themselves: each one tells of the next. Rejects when the line breaks.
 */
export async function fetchWithImports(path: string, seen: Set<string>): Promise<void> {
  if (seen.has(path)) return;
  seen.add(path);
  const text = await (await fetch(path)).text();
  const names: string[] = text.match(/(\.|\/?_astro)\/[\w.-]+\.(js|css)\b/g) ?? [];
  // One script holds all keys, or there are too many to bring: then only the sender's own is loaded, when it is needed.
  const keys = new Set(text.match(/\/khoa\/\d+\.js/g));
  if (keys.size === 1) names.push(...keys);
  for (const name of names) {
    // Lists of parts to load leave out the first slash.
    await fetchWithImports(new URL(name.replace(/^_/, '/_'), location.origin + path).pathname, seen);
  }
}
