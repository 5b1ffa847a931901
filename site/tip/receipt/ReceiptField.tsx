import { useState } from 'preact/hooks';
import { digitsOf, groupDigits, RECEIPT_LENGTH } from '../../envelope/receipt.ts';
import { PRIVATE_FIELD } from '../../browser/private-form.ts';
import { fill, type Strings } from '../strings.ts';

interface Props {
  id: string;
  label: string;
  /** The id of what says how it went; read out with the field. */
  describedBy: string;
  t: Strings;
  /** What stands in the field, at every key. */
  onType(typed: string): void;
}

// Password managers offer to keep whatever looks like a code, each by rules of its own.
const NOT_KEPT = { 'data-1p-ignore': true, 'data-bwignore': true, 'data-lpignore': 'true' } as const;

/** A field for the 20 digits of a receipt, which it shows in groups of four while they are typed. */
export function ReceiptField({ id, label, describedBy, t, onType }: Props) {
  const [count, setCount] = useState(0);
  const group = (field: HTMLInputElement) => {
    const shown = groupDigits(digitsOf(field.value) ?? '').join(' ');
    if (shown && shown !== field.value) field.value = shown;
  };
  return (
    <p class="field">
      <label for={id}>{label}</label>
      <small id={`${id}-goi-y`}>{t.checkReceiptHint}</small>
      <input
        id={id}
        class="digits"
        type="text"
        inputMode="numeric"
        {...PRIVATE_FIELD}
        autocapitalize="none"
        {...NOT_KEPT}
        maxLength={60}
        aria-describedby={`${id}-goi-y ${describedBy}`}
        onInput={(event) => {
          const field = event.currentTarget;
          // Only behind the last digit: in the middle of the text the caret would jump to its end.
          if (!event.isComposing && field.selectionStart === field.value.length) group(field);
          setCount(digitsOf(field.value)?.length ?? 0);
          onType(field.value);
        }}
        onBlur={(event) => group(event.currentTarget)}
      />
      {count > 0 && <small>{fill(t.thread.count, { count, all: RECEIPT_LENGTH })}</small>}
    </p>
  );
}
