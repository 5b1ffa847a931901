import type { ComponentProps } from 'preact';
import { writtenIn } from '../form/draft.ts';
import type { ExposureCheck } from './load-exposure-check.ts';

/** In the place of the last look before sending, where its script does not come: the person looks, and decides. */
export function UncheckedDraft({ draft, t, heading, onDone, onEdit }: ComponentProps<ExposureCheck>) {
  return (
    <section class="form">
      <h2 ref={heading} tabIndex={-1}>
        {t.unlooked}
      </h2>
      <p class="card reply words" dir="auto">
        {writtenIn(draft)}
      </p>
      <button class="act tip" type="button" onClick={onDone}>
        {t.send}
      </button>
      <button class="plain" type="button" onClick={onEdit}>
        {t.back}
      </button>
    </section>
  );
}
