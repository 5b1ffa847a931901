import { PRIVATE_FIELD } from '../page.ts';
import type { Strings } from '../strings.ts';
import { Optional } from './Optional.tsx';

interface Props {
  id: string;
  label: string;
  hint: string;
  /** UTF-16 units. */
  limit: number;
  value: string;
  t: Strings;
  onInput(value: string): void;
}

/** A few words, which may be left out. */
export function TextField({ id, label, hint, limit, value, t, onInput }: Props) {
  return (
    <p class="field">
      <label for={id}>
        {label} <Optional t={t} />
      </label>
      <small id={`${id}-goi-y`}>{hint}</small>
      <input
        id={id}
        type="text"
        maxLength={limit}
        {...PRIVATE_FIELD}
        defaultValue={value}
        aria-describedby={`${id}-goi-y`}
        onInput={(event) => onInput(event.currentTarget.value)}
      />
    </p>
  );
}
