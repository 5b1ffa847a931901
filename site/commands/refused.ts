/** A command stopped because of its input; `sentences` say in plain Vietnamese what is wrong and what to do. */
export class Refused extends Error {
  readonly sentences: string[];
  constructor(sentences: string[]) {
    super(sentences.join('\n'));
    this.sentences = sentences;
  }
}

/** Throws `Refused` when anything is wrong. */
export function refuseIfAny(sentences: string[]): void {
  if (sentences.length > 0) throw new Refused(sentences);
}
