import { groupDigits } from '../../envelope/receipt.ts';
import type { PageData } from '../page-data.ts';
import type { Heading } from '../questions/question.ts';
import { TypeBack } from './TypeBack.tsx';

/** The receipt, once the line has taken the tip: the only time it is ever shown. */
export function Sent({
  data: { strings: t, home },
  receipt,
  heading,
  onDone,
}: {
  data: PageData;
  receipt: string;
  heading: Heading;
  onDone(): void;
}) {
  return (
    <section class="sent">
      <h2 ref={heading} tabIndex={-1}>
        {t.sent}
      </h2>
      <TypeBack receipt={receipt} t={t}>
        <ol class="receipt" aria-label={t.receipt} translate={false}>
          {groupDigits(receipt).map((group, at) => (
            // Digit by digit, so that a screen reader does not make a number of them.
            <li key={at}>{[...group].join(' ')}</li>
          ))}
        </ol>
      </TypeBack>
      <h3>{t.receipt}</h3>
      <p>{t.receiptHint}</p>
      <p>{t.sentText}</p>
      <h3>{t.thread.keep}</h3>
      <ul>
        {[t.thread.keepPaper, t.thread.keepHidden, t.thread.keepNone].map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
      <p>{t.thread.proof}</p>
      <p>
        <a href={`${home}bao-tin/tra-loi/`}>{t.reply}</a>
      </p>
      <button class="act tip" type="button" onClick={onDone}>
        {t.done}
      </button>
    </section>
  );
}
