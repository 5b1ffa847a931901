/** A mistake inside one file: where its text starts (offset in the file) and the Vietnamese sentence for it. */
export interface Mistake {
  offset: number;
  text: string;
}

/** A mistake as people see it. `line` and `column` count from 1, columns as editors count them (UTF-16). */
export interface ContentFinding {
  file: string;
  line: number;
  column: number;
  text: string;
}

/** One line a terminal can click: `file:line:column: what is wrong. what to type`. */
export function formatFinding({ file, line, column, text }: ContentFinding): string {
  return `${file}:${line}:${column}: ${text}`;
}

/** Puts a mistake at its line and column of `content`, the whole text of `file`. */
export function locate(file: string, content: string, { offset, text }: Mistake): ContentFinding {
  const before = content.slice(0, offset).split('\n');
  return { file, line: before.length, column: (before.at(-1) ?? '').length + 1, text };
}
