/**
 * `npm run to-age -- <file.tin> [more]`: takes the plain age file out of each mailed file and puts it beside it as
 * `.age`, for whoever would rather use another age program than the officer's tool. Opens nothing: that needs a key.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { decodeMailedHead } from '../../worker/contract/mailed-file.ts';
import { ageOfMailed } from '../envelope/mailed-file.ts';

const files = process.argv.slice(2);
if (files.length === 0) {
  console.error('Cách dùng: npm run to-age -- <tệp .tin> [các tệp khác]');
  process.exitCode = 2;
}
for (const file of files) {
  const to = `${file.replace(/\.tin$/i, '')}.age`;
  try {
    // One after the other, so that each sentence stands by its file.
    // eslint-disable-next-line no-await-in-loop
    const bytes = new Uint8Array(await readFile(file));
    if (!decodeMailedHead(bytes)) throw new Error('không phải tệp tin báo của đường dây.');
    // eslint-disable-next-line no-await-in-loop
    await writeFile(to, ageOfMailed(bytes), { flag: 'wx' });
    console.log(`${file} -> ${to}`);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const reason =
      code === 'EEXIST' ? `đã có ${to}, không ghi đè.` : code === 'ENOENT' ? 'không có tệp này.' : message;
    console.error(`${file}: ${reason}`);
    process.exitCode = 1;
  }
}
