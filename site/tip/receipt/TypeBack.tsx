import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { digitsOf, groupDigits, RECEIPT_LENGTH } from '../../envelope/receipt.ts';
import { PrivateForm } from '../form/PrivateForm.tsx';
import { ReceiptField } from './ReceiptField.tsx';
import { fill, type Strings } from '../strings.ts';

interface Props {
  receipt: string;
  t: Strings;
  /** The receipt as shown; hidden while it is typed back, which would prove nothing when copied from the screen. */
  children: ComponentChildren;
}

/** The receipt, and on wish a check that it was copied right. Nothing leaves the page. */
export function TypeBack({ receipt, t, children }: Props) {
  const [isTyping, setTyping] = useState(false);
  const [typed, setTyped] = useState('');
  const opened = useRef(false);
  useEffect(() => {
    if (isTyping) document.getElementById('go-lai')?.focus();
    else if (opened.current) document.getElementById('kiem-ma')?.focus();
    opened.current = isTyping;
  }, [isTyping]);
  const turn = () => {
    setTyped('');
    setTyping(!isTyping);
  };
  return (
    <>
      {!isTyping && children}
      {isTyping && (
        <PrivateForm class="form" onSubmit={() => undefined}>
          <ReceiptField
            id="go-lai"
            label={t.thread.typeBackLabel}
            describedBy="go-lai-ket-qua"
            t={t}
            onType={setTyped}
          />
          <p class="answer" id="go-lai-ket-qua" role="status">
            {verdictOn(typed, receipt, t)}
          </p>
        </PrivateForm>
      )}
      <button class="plain" type="button" id="kiem-ma" onClick={turn}>
        {isTyping ? t.thread.showAgain : t.thread.typeBack}
      </button>
    </>
  );
}

/** Names the first group of four that differs; nothing while all is right so far. */
function verdictOn(typed: string, receipt: string, t: Strings): string {
  const digits = digitsOf(typed);
  if (digits === receipt) return t.thread.typedRight;
  const groups = groupDigits(receipt);
  const wrong = groupDigits(digits ?? '').findIndex((group, at) => !groups[at]?.startsWith(group));
  if (wrong >= groups.length)
    return fill(t.thread.tooMany, { count: (digits?.length ?? 0) - RECEIPT_LENGTH });
  return wrong < 0 ? '' : fill(t.thread.typedWrong, { row: wrong + 1 });
}
