import { LIMITS } from '../../envelope/tip.ts';
import { Attachments } from '../form/Attachments.tsx';
import { PRIVATE_FIELD } from '../../browser/private-form.ts';
import { fill } from '../strings.ts';
import type { QuestionProps } from './question.ts';
import { Title } from './Title.tsx';

const COUNT_FROM = 3_000;

/** What happened, in words of one's own; a photo or a recording may stand for them. */
export function Tell({ draft, t, heading, onChange, missing }: QuestionProps & { missing: boolean }) {
  const left = LIMITS.text - draft.text.length;
  return (
    <>
      <Title heading={heading}>
        <label for="viec">{t.text}</label>
      </Title>
      <p class="field">
        <small id="viec-goi-y">{t.textHint}</small>
        <textarea
          id="viec"
          rows={heading ? 5 : 7}
          maxLength={LIMITS.text}
          {...PRIVATE_FIELD}
          defaultValue={draft.text}
          aria-describedby={missing ? 'viec-goi-y thieu-viec' : 'viec-goi-y'}
          aria-invalid={missing}
          onInput={(event) => {
            draft.text = event.currentTarget.value;
            onChange();
          }}
        />
        {draft.text.length > COUNT_FROM && (
          <small aria-live="polite">{fill(t.textLeft, { count: left })}</small>
        )}
        {missing && (
          <span class="missing" id="thieu-viec">
            {t.textMissing}
          </span>
        )}
      </p>
      <Attachments draft={draft} t={t} onChange={onChange} />
    </>
  );
}
