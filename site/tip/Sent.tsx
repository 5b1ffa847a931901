import type { RefObject } from 'preact';
import type { PageData } from './page.ts';

/** The receipt, once the line has taken the tip: the only time it is ever shown. */
export function Sent({
  data: { strings: t, home },
  receipt,
  heading,
}: {
  data: PageData;
  receipt: string;
  heading: RefObject<HTMLHeadingElement | null>;
}) {
  const groups = receipt.match(/.{4}/g) ?? [];
  return (
    <section class="sent">
      <h2 ref={heading} tabIndex={-1}>
        {t.sent}
      </h2>
      <p>{t.sentText}</p>
      <h3 id="ma-nhan">{t.receipt}</h3>
      <p class="receipt" aria-labelledby="ma-nhan" translate={false}>
        {groups.map((group, at) => (
          <span key={at}>{group} </span>
        ))}
      </p>
      <p>{t.receiptHint}</p>
      <p>
        <a href={`${home}bao-tin/tra-loi/`}>{t.reply}</a>
      </p>
      <button class="act tip" type="button" onClick={() => location.replace('/')}>
        {t.done}
      </button>
    </section>
  );
}
