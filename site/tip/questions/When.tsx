import { OWN_WHEN } from '../form/draft.ts';
import { Choices } from './Choices.tsx';
import { Optional } from './Optional.tsx';
import type { QuestionProps } from './question.ts';
import { TextField } from './TextField.tsx';
import { Title } from './Title.tsx';

/** The time, by taps or in words; all of it may be left out. */
export function When({ draft, t, heading, onChange }: QuestionProps) {
  return (
    <>
      <Choices
        name="luc"
        legend={
          <Title heading={heading}>
            {t.flow.when} <Optional t={t} />
          </Title>
        }
        labels={t.flow.periods}
        chosen={draft.period}
        onChoose={(period) => {
          draft.period = period;
          onChange();
        }}
      />
      <TextField
        id="when"
        label={t.when}
        hint={t.whenHint}
        limit={OWN_WHEN}
        value={draft.when}
        onInput={(value) => {
          draft.when = value;
          onChange();
        }}
      />
      <Choices
        name="con"
        legend={t.flow.ongoing}
        labels={t.flow.ongoings}
        chosen={draft.ongoing}
        onChoose={(ongoing) => {
          draft.ongoing = ongoing;
          onChange();
        }}
      />
    </>
  );
}
