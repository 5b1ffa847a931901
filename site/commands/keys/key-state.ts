/** The two files that name the keys of inboxes. */
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { InboxEntry } from './check-inboxes.ts';
import { parseJson, Refused } from '../refused.ts';

export const CONTENT = 'content/inboxes.json';
export const KIDS = 'worker/kids.txt';

/** Both files. `kids` is text, because its comments stay. */
export interface KeyState {
  inboxes: InboxEntry[];
  kids: string;
}

/** Both files below `root`. Rejects with `Refused` when one is missing or broken. */
export async function readKeyState(root: string): Promise<KeyState> {
  const [inboxes, kids] = await Promise.all(
    [CONTENT, KIDS].map((file) =>
      readFile(join(root, file), 'utf8').catch((error: NodeJS.ErrnoException) => {
        if (error.code !== 'ENOENT') throw error;
        throw new Refused([`Thiếu tệp ${file}. Lấy lại: git checkout ${file}.`]);
      }),
    ),
  );
  const list = parseJson(inboxes ?? '[]', CONTENT);
  const isList = Array.isArray(list) && list.every((entry: Partial<InboxEntry> | null) => entry?.id);
  if (!isList)
    throw new Refused([`Tệp ${CONTENT} không phải danh sách hộp thư. Chạy npm run check:content.`]);
  return { inboxes: list as InboxEntry[], kids: kids ?? '' };
}

/**
 * Writes both files, each whole or not at all, kids.txt first: content never names a key that nobody released. `write`
 * is for tests.
 */
export async function writeKeyState(root: string, state: KeyState, write = writeWhole): Promise<void> {
  await write(join(root, KIDS), state.kids);
  await write(join(root, CONTENT), `${JSON.stringify(state.inboxes, null, 2)}\n`);
}

/** Puts a text in the place of a file in one step. */
export async function writeWhole(file: string, text: string): Promise<void> {
  const next = `${file}.new`;
  await writeFile(next, text);
  await rename(next, file);
}
