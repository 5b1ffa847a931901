import { useEffect, useState } from 'preact/hooks';
import { cleanText, LIMITS } from '../../envelope/tip.ts';
import type { ListedInbox } from '../../catalog/key-scripts.ts';
import { PRIVATE_FIELD } from '../../browser/private-form.ts';
import { PrivateForm } from '../form/PrivateForm.tsx';
import { fill, type Strings } from '../strings.ts';

interface Props {
  inbox: ListedInbox;
  /** What is written here, straight into memory. */
  text: { current: string };
  t: Strings;
  onWriting(): void;
  onSend(): void;
}

/** More words for the same tip: an answer to a reply, or what was forgotten. */
export function AddWords({ inbox, text, t, onWriting, onSend }: Props) {
  const [tried, setTried] = useState(0);
  useEffect(() => {
    if (tried > 0) document.getElementById('viet-them')?.focus();
  }, [tried]);
  const submit = () => {
    if (cleanText(text.current, LIMITS.text)) onSend();
    else setTried(tried + 1);
  };
  const { label, oversight } = inbox;
  return (
    <PrivateForm class="form" onSubmit={submit}>
      <h2>{t.thread.add}</h2>
      <p>{fill(t.readersText, { label, oversight })}</p>
      <p id="viet-them-goi-y">{t.thread.caution}</p>
      <p class="field">
        <label for="viet-them">{t.thread.addText}</label>
        <textarea
          id="viet-them"
          rows={5}
          maxLength={LIMITS.text}
          {...PRIVATE_FIELD}
          defaultValue={text.current}
          aria-describedby={tried ? 'viet-them-goi-y thieu-viet-them' : 'viet-them-goi-y'}
          aria-invalid={tried > 0}
          onInput={(event) => {
            text.current = event.currentTarget.value;
            onWriting();
          }}
        />
        {tried > 0 && (
          <span class="missing" id="thieu-viet-them">
            {t.textMissing}
          </span>
        )}
      </p>
      <button class="act tip" type="submit">
        {t.send}
      </button>
    </PrivateForm>
  );
}
