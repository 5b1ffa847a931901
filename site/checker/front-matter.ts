import type { Mistake } from './source.ts';

/** An .mdx file in its two parts, each with the offset at which it starts in the file. */
export interface Parts {
  yaml: { text: string; offset: number };
  body: { text: string; offset: number };
}

// What may stand between the two ---: nothing, an indented line, a list item, a note, "name:".
const fieldLine = /^(\s.*|- .*|-|#(?!#).*|[\w-]+\s*:.*)?$/;

/**
 * Splits an .mdx file at its two `---` lines. When one is missing the fields cannot be told from the
 * article, so the answer is that one mistake instead, at the line where `---` is wanted.
 */
export function splitFrontMatter(content: string): Parts | Mistake {
  const opening = /^\uFEFF?---[ \t]*\r?\n/.exec(content);
  if (!opening) {
    return {
      offset: 0,
      text: 'tệp phải bắt đầu bằng dòng “---” rồi mới đến các trường. Gõ “---” một mình ở dòng đầu tiên.',
    };
  }
  const start = opening[0].length;
  const closing = /^---[ \t]*\r?$/m.exec(content.slice(start));
  if (!closing) {
    return {
      offset: firstLineOfArticle(content, start),
      text: 'thiếu dòng “---” đóng phần khai báo. Gõ “---” một mình ở dòng ngay trên bài viết.',
    };
  }
  const end = start + closing.index;
  const bodyStart = end + closing[0].length;
  return {
    yaml: { text: content.slice(start, end), offset: start },
    body: { text: content.slice(bodyStart), offset: bodyStart },
  };
}

function firstLineOfArticle(content: string, start: number): number {
  let offset = start;
  for (const line of content.slice(start).split('\n')) {
    if (!fieldLine.test(line.trimEnd())) return offset;
    offset += line.length + 1;
  }
  return content.length;
}
