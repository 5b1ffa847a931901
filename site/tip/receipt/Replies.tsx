import { dayText } from '../../../worker/contract/day.ts';
import type { ListedInbox } from '../../catalog/key-scripts.ts';
import { showInvisible } from '../../envelope/visible-text.ts';
import { fill, showDay, type Strings } from '../strings.ts';
import type { OpenedReply } from './thread-worker.ts';

interface Props {
  replies: OpenedReply[];
  inboxes: ListedInbox[];
  t: Strings;
}

/** What the police answered, newest first, or that nothing has come yet. A forged reply is named and never shown. */
export function Replies({ replies, inboxes, t }: Props) {
  const fromOf = (reply: OpenedReply) =>
    fill(t.thread.from, {
      label: inboxes.find(({ id }) => id === reply.inbox)?.label ?? '',
      day: showDay(dayText(reply.day)),
    });
  return (
    <section class="replies">
      <h2>{t.thread.replies}</h2>
      {replies.map((reply, at) =>
        'fault' in reply && reply.fault === 'forged' ? (
          <p class="card reply missing" key={at}>
            {t.thread.forged}
          </p>
        ) : (
          <article class="card reply" key={at}>
            <h3>{fromOf(reply)}</h3>
            {'text' in reply ? (
              <p class="words" dir="auto">
                {showInvisible(reply.text)}
              </p>
            ) : (
              <p>{t.thread.damaged}</p>
            )}
          </article>
        ),
      )}
      {replies.length === 0 && <p>{t.thread.noReply}</p>}
      <p>
        <small>{t.thread.kept}</small>
      </p>
    </section>
  );
}
