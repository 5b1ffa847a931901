import type { ListedInbox } from '../../catalog/key-scripts.ts';
import { saySixDigits } from '../../text/groups.ts';
import { fill, type Strings } from '../strings.ts';
import type { Heading } from './question.ts';
import { Title } from './Title.tsx';

/** Who will be able to open the tip, and the digits to compare with the board. */
export function Readers({
  inbox: { label, oversight, fingerprint },
  t,
  heading,
}: {
  inbox: ListedInbox;
  t: Strings;
  heading?: Heading;
}) {
  const [before, after] = t.fingerprint.split('{digits}');
  return (
    <section class="readers" aria-live={heading ? 'off' : 'polite'}>
      <Title heading={heading}>{t.readers}</Title>
      <p>{fill(t.readersText, { label, oversight })}</p>
      <p>
        {before}
        <b class="digits">{saySixDigits(fingerprint)}</b>
        {after}
      </p>
    </section>
  );
}
