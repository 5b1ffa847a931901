/** A command cannot go on; `sentences` say in plain Vietnamese what is wrong and what to do. */
export class Refused extends Error {
  readonly sentences: string[];
  constructor(sentences: string[]) {
    super(sentences.join(' '));
    this.sentences = sentences;
  }
}

/** The JSON in a text, which stands in `file`. @throws Refused when it is none, or not of an object or list. */
export function parseJson(text: string, file: string): unknown {
  try {
    const value: unknown = JSON.parse(text.replace(/^\ufeff/, ''));
    if (typeof value === 'object' && value !== null) return value;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new Refused([
    `Tệp ${file} không phải JSON đúng: thừa hay thiếu một dấu phẩy, dấu ngoặc? Sửa rồi chạy lại.`,
  ]);
}

/** Throws `Refused` when anything is wrong. */
export function refuseIfAny(sentences: string[]): void {
  if (sentences.length > 0) throw new Refused(sentences);
}

/** Whatever was thrown, as an operator may read it: never the runtime's own words. */
export function sentenceOf(error: unknown): string {
  if (error instanceof Refused) return error.message;
  return `lệnh này tự nó có lỗi (${error instanceof Error ? error.name : typeof error}). Báo cho người viết ra nó.`;
}
