import type { Page } from '@playwright/test';
import { expect } from './line.ts';

/** What scripts of the page could still reach, as the debugger sees it after collecting garbage. */
export async function heapOf(page: Page): Promise<string> {
  const debug = await page.context().newCDPSession(page);
  const chunks: string[] = [];
  debug.on('HeapProfiler.addHeapSnapshotChunk', ({ chunk }) => chunks.push(chunk));
  await debug.send('HeapProfiler.collectGarbage');
  await debug.send('HeapProfiler.takeHeapSnapshot', { reportProgress: false });
  await debug.detach();
  return chunks.join('');
}

/**
 * That no script can reach these words any more. Seconds are allowed, because the browser itself holds on to a field
 * that was just removed (undo, form filling) and with it to whatever its listeners see.
 */
export async function expectForgotten(page: Page, secrets: readonly string[]): Promise<void> {
  const held = async () => {
    const memory = await heapOf(page);
    return secrets.filter((secret) => memory.includes(secret));
  };
  await expect.poll(held, { timeout: 10_000 }).toEqual([]);
}
