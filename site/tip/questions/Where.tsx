import { LIMITS } from '../../envelope/tip.ts';
import type { ListedInbox } from '../../catalog/key-scripts.ts';
import type { Destination } from '../form/destination.ts';
import { InboxChoice } from '../form/InboxChoice.tsx';
import { Optional } from './Optional.tsx';
import type { QuestionProps } from './question.ts';
import { TextField } from './TextField.tsx';
import { Title } from './Title.tsx';

interface Props extends QuestionProps {
  inboxes: ListedInbox[];
  to: Destination;
  missing: boolean;
  onTo(to: Destination): void;
}

/** The place, and with it who gets the tip. */
export function Where({ draft, t, heading, onChange, inboxes, to, missing, onTo }: Props) {
  return (
    <>
      <Title heading={heading}>{t.flow.where}</Title>
      <InboxChoice inboxes={inboxes} to={to} missing={missing} t={t} onTo={onTo} />
      <TextField
        id="where"
        label={
          <>
            {t.where} <Optional t={t} />
          </>
        }
        hint={t.whereHint}
        limit={LIMITS.where}
        value={draft.where}
        onInput={(value) => {
          draft.where = value;
          onChange();
        }}
      />
    </>
  );
}
