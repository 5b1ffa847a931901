import { slugOf } from '../text/fold.ts';

/** What the file's name gets wrong, as a Vietnamese sentence; null when it is right. `path` is below the kind's folder. */
export function checkFileName(path: string): string | null {
  if (!path.endsWith('.mdx')) return 'tệp phải có đuôi .mdx. Đổi tên tệp.';
  const id = idOf(path);
  if (/^[a-z0-9-]+(\/[a-z0-9-]+)*$/.test(id)) return null;
  const better = id
    .split('/')
    .map((part) => slugOf(part))
    .join('/');
  return `tên tệp chỉ có chữ thường không dấu, số và gạch nối. Đổi tên thành ${better}.mdx.`;
}

/** `lao-cai/lung-phinh.mdx` gives `lao-cai/lung-phinh`. */
export function idOf(path: string): string {
  return path.replace(/\.mdx$/, '');
}
