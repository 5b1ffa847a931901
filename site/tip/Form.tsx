import type { RefObject } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { CATEGORIES, LIMITS } from '../envelope/tip.ts';
import type { ListedInbox } from '../schemas/key-scripts.ts';
import { hasContent, type Draft } from './draft.ts';
import { InboxChoice } from './InboxChoice.tsx';
import { PRIVATE_FORM, PRIVATE_FIELD } from './page.ts';
import { fill, type Strings } from './strings.ts';

interface Props {
  /** Takes the focus when the form comes. */
  heading: RefObject<HTMLHeadingElement | null>;
  draft: Draft;
  inboxes: ListedInbox[];
  chosen: ListedInbox | null;
  t: Strings;
  onChoose(inbox: ListedInbox | null): void;
  /** Someone began to write: time to work in the background. */
  onWriting(): void;
  onSend(): void;
}

const COUNT_FROM = 3_000;

/** The tip on one page. Fields write straight into `draft`, which lives in memory only. */
export function Form({ heading, draft, inboxes, chosen, t, onChoose, onWriting, onSend }: Props) {
  const [tried, setTried] = useState(0);
  const [length, setLength] = useState(draft.text.length);
  const [category, setCategory] = useState(draft.category);
  const missingInbox = tried > 0 && !chosen;
  const missingText = tried > 0 && !hasContent(draft);

  useEffect(() => {
    if (tried > 0) document.getElementById(chosen ? 'viec' : 'noi-nhan')?.focus();
  }, [tried]);

  const submit = (event: Event) => {
    event.preventDefault();
    if (chosen && hasContent(draft)) onSend();
    else setTried(tried + 1);
  };
  // Enter in a small field would send a tip that is not finished, past the words on who reads it. Nothing takes it back.
  const keepEnter = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && event.target instanceof HTMLInputElement) event.preventDefault();
  };
  const write = (field: 'text' | 'where' | 'when', value: string) => {
    draft[field] = value;
    if (field === 'text') setLength(value.length);
    onWriting();
  };

  return (
    <form class="form" {...PRIVATE_FORM} onSubmit={submit} onKeyDown={keepEnter}>
      <h2 ref={heading} tabIndex={-1}>
        {t.write}
      </h2>
      <InboxChoice inboxes={inboxes} chosen={chosen} missing={missingInbox} t={t} onChoose={onChoose} />

      <fieldset>
        <legend>
          {t.category} <Optional t={t} />
        </legend>
        {CATEGORIES.map((each) => (
          <label class="choice" key={each}>
            <input
              type="radio"
              name="loai"
              autocomplete="off"
              checked={category === each}
              onChange={() => {
                draft.category = each;
                setCategory(each);
              }}
            />
            <span>{t.categories[each]}</span>
          </label>
        ))}
      </fieldset>

      <p class="field">
        <label for="viec">{t.text}</label>
        <small id="viec-goi-y">{t.textHint}</small>
        <textarea
          id="viec"
          rows={7}
          maxLength={LIMITS.text}
          {...PRIVATE_FIELD}
          defaultValue={draft.text}
          aria-describedby={missingText ? 'viec-goi-y thieu-viec' : 'viec-goi-y'}
          aria-invalid={missingText}
          onInput={(event) => write('text', event.currentTarget.value)}
        />
        {length > COUNT_FROM && (
          <small aria-live="polite">{fill(t.textLeft, { count: LIMITS.text - length })}</small>
        )}
        {missingText && (
          <span class="missing" id="thieu-viec">
            {t.textMissing}
          </span>
        )}
      </p>

      {(['where', 'when'] as const).map((field) => (
        <p class="field" key={field}>
          <label for={field}>
            {t[field]} <Optional t={t} />
          </label>
          <small id={`${field}-goi-y`}>{t[`${field}Hint`]}</small>
          <input
            id={field}
            type="text"
            maxLength={LIMITS[field]}
            {...PRIVATE_FIELD}
            defaultValue={draft[field]}
            aria-describedby={`${field}-goi-y`}
            onInput={(event) => write(field, event.currentTarget.value)}
          />
        </p>
      ))}

      {chosen && (
        <section class="readers" aria-live="polite">
          <h2>{t.readers}</h2>
          <p>{fill(t.readersText, { label: chosen.label, oversight: chosen.oversight })}</p>
          <p>
            <small>
              {fill(t.fingerprint, {
                digits: `${chosen.fingerprint.slice(0, 3)} ${chosen.fingerprint.slice(3)}`,
              })}
            </small>
          </p>
        </section>
      )}
      <button class="act tip" type="submit">
        {t.send}
      </button>
    </form>
  );
}

function Optional({ t }: { t: Strings }) {
  return <small class="optional">({t.optional})</small>;
}
