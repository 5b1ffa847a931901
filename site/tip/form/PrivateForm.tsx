import type { ComponentChildren } from 'preact';
import { PRIVATE_FORM } from '../../browser/private-form.ts';

interface Props {
  class: string;
  onSubmit(): void;
  children: ComponentChildren;
}

/** The frame of every form of the tip. Only its button submits it. */
export function PrivateForm({ class: name, onSubmit, children }: Props) {
  const submit = (event: Event) => {
    event.preventDefault();
    onSubmit();
  };
  // Enter in a small field would send a tip that is not finished, past the words on who reads it. Nothing takes it back.
  const keepEnter = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && event.target instanceof HTMLInputElement) event.preventDefault();
  };
  return (
    <form class={name} {...PRIVATE_FORM} onSubmit={submit} onKeyDown={keepEnter}>
      {children}
    </form>
  );
}
