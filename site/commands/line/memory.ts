/** What a command must remember of a line from one run to the next; nothing secret. */
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { z } from 'zod';
import { projectRoot } from '../project.ts';
import { Refused } from '../refused.ts';

/** Where a command remembers the line at `url`: `.local/<command>/<host>.json`. */
export const memoryFile = (command: string, url: string): string =>
  join(projectRoot, '.local', command, `${new URL(url).host.replace(/[^\w.-]/g, '-')}.json`);

/** What stands in the file; `empty` when it is missing, or broken, which is told on stderr. */
export async function readMemory<T>(file: string, shape: z.ZodType<T>, empty: T): Promise<T> {
  try {
    return shape.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT')
      console.error(`Tệp ghi nhớ ${file} không đọc được: coi như chưa nhớ gì.`);
    return empty;
  }
}

/** Keeps it, so that whoever reads meanwhile sees the old or the new whole. Rejects with `Refused`. */
export async function writeMemory(file: string, memory: unknown): Promise<void> {
  const fresh = `${file}.${process.pid}`;
  try {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(fresh, `${JSON.stringify(memory, null, 2)}\n`);
    await rename(fresh, file);
  } catch {
    await rm(fresh, { force: true }).catch(() => {});
    throw new Refused([`không ghi được tệp ${file}. Xem chỗ trống và quyền ghi.`]);
  }
}
