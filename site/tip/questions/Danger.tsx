import type { PageData } from '../page-data.ts';
import { Phones } from '../form/Phones.tsx';
import type { Heading } from './question.ts';
import { Title } from './Title.tsx';

/** Comes first: who is in danger must not write. */
export function Danger({
  data: { strings: t, phones },
  heading,
}: {
  data: PageData;
  heading: Heading | undefined;
}) {
  return (
    <div class="in-danger">
      <Title heading={heading}>{t.flow.danger}</Title>
      <p>{t.flow.dangerHint}</p>
      <Phones phones={phones.national} />
    </div>
  );
}
