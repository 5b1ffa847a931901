/** A command cannot go on; `sentences` say in plain Vietnamese what is wrong and what to do. */
export class Refused extends Error {
  readonly sentences: string[];
  constructor(sentences: string[]) {
    super(sentences.join(' '));
    this.sentences = sentences;
  }
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
