import { CATEGORY_DRAWINGS } from './category-drawings.ts';
import { Choices } from './Choices.tsx';
import { Optional } from './Optional.tsx';
import type { QuestionProps } from './question.ts';
import { Title } from './Title.tsx';

export function What({ draft, t, heading, onChange }: QuestionProps) {
  return (
    <Choices
      name="loai"
      legend={
        <Title heading={heading}>
          {t.category} <Optional t={t} />
        </Title>
      }
      labels={t.categories}
      drawings={CATEGORY_DRAWINGS}
      chosen={draft.category}
      onChoose={(category) => {
        draft.category = category;
        onChange();
      }}
    />
  );
}
