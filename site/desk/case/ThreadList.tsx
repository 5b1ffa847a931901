import { formatDate } from '../../text/date.ts';
import type { ListedTip } from '../list/list.ts';
import { TYPE } from '../words.ts';

interface Props {
  /** Every tip of one sender's thread, in the order of the list. */
  thread: readonly ListedTip[];
  open: string;
  onOpen: (key: string) => void;
}

/** The tips of one conversation, each a way to the others; nothing while there is but one. */
export function ThreadList({ thread, open, onOpen }: Props) {
  if (thread.length < 2) return null;
  return (
    <section class="thread" aria-label="Cùng một cuộc trao đổi">
      <h3>Cùng một cuộc trao đổi</h3>
      <ol>
        {thread.map((entry) => (
          <li key={entry.key}>
            {entry.key === open ? (
              <span aria-current="true">{nameOf(entry)}, đang mở</span>
            ) : (
              <button type="button" class="link" onClick={() => onOpen(entry.key)}>
                {nameOf(entry)}
              </button>
            )}
          </li>
        ))}
      </ol>
    </section>
  );
}

/** "Số 12, ngày 21/11/2026, tin bổ sung" */
export function nameOf({ places: [place], tip }: ListedTip): string {
  const type = TYPE[tip.type]?.short;
  return [
    place ? `Số ${place.number}` : 'Không số',
    `ngày ${formatDate(tip.created)}`,
    ...(type ? [type] : []),
  ].join(', ');
}
