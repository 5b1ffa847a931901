import type { Mistake } from './source.ts';

/**
 * Vietnamese typed in pieces (NFD: the letter, then its mark) looks right but is not found by search
 * and prints badly. One mistake a file, at the first such letter, since the whole file has to be retyped
 * or converted at once.
 */
export function checkNormalForm(text: string): Mistake[] {
  if (text === text.normalize('NFC')) return [];
  const lines = text.split('\n');
  const bad = lines.filter((line) => line !== line.normalize('NFC'));
  const lineStart = lines.slice(0, lines.indexOf(bad[0])).join('\n').length;
  const column = [...bad[0].matchAll(/\P{M}\p{M}+/gu)].find(([letter]) => letter !== letter.normalize('NFC'));
  const offset = lineStart + (lineStart > 0 ? 1 : 0) + (column?.index ?? 0);
  return [
    {
      offset,
      text: `chữ có dấu gõ kiểu tổ hợp (NFD), ${bad.length} dòng bị như vậy. Đổi bộ gõ sang “Unicode dựng sẵn” rồi gõ lại các dòng đó.`,
    },
  ];
}
