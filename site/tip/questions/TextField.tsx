import type { ComponentChildren } from 'preact';
import { PRIVATE_FIELD } from '../../browser/private-form.ts';

interface Props {
  id: string;
  label: ComponentChildren;
  hint: string;
  /** UTF-16 units. */
  limit: number;
  value: string;
  onInput(value: string): void;
}

/** A few words, which may be left out. */
export function TextField({ id, label, hint, limit, value, onInput }: Props) {
  return (
    <p class="field">
      <label for={id}>{label}</label>
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
