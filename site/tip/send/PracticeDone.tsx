import type { PageData } from '../page-data.ts';
import type { Heading } from '../questions/question.ts';

// Its check digits are wrong, so that no page takes it for a receipt.
const SAMPLE = '0000 0000 0000 0000 0000';

/** The end of the exercise: what would have happened. */
export function PracticeDone({ data: { strings: t, home }, heading }: { data: PageData; heading: Heading }) {
  const { practice } = t.flow;
  return (
    <section class="sent">
      <h2 ref={heading} tabIndex={-1}>
        {practice.done}
      </h2>
      <p>{practice.sending}</p>
      <p>{practice.receipt}</p>
      <p class="receipt sample">
        <b>{practice.sample}</b> <span translate={false}>{SAMPLE}</span>
      </p>
      <p>{practice.after}</p>
      <a class="act tip" href={`${home}bao-tin/`}>
        {practice.real}
      </a>
    </section>
  );
}
