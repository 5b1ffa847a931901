import { ENDPOINTS } from '../../../worker/contract/endpoints.ts';
import { batchAcks } from './acks.ts';
import type { ListedTip } from './list.ts';

interface Props {
  entries: readonly ListedTip[];
  /** Those that were shown on the screen. */
  seen: ReadonlySet<string>;
  home: string;
  reported: ReadonlySet<string>;
  onReported: (acks: string[]) => void;
  onAgain: () => void;
}

/**
 * Tells the line which tips were opened: plain forms into a new tab, so that the desk and its tips stay. The sender
 * reads "opened" and stops worrying, so nothing is reported that nobody had on the screen.
 */
export function AckForms({ entries, seen, home, reported, onReported, onAgain }: Props) {
  const waiting = entries.filter(({ acks }) => acks.some((ack) => !reported.has(ack)));
  const opened = waiting.filter(({ key }) => seen.has(key));
  const unopened = waiting.length - opened.length;
  const batches = batchAcks(opened, home);
  return (
    <section class="acks" aria-label="Báo đã mở">
      {batches.map(({ inbox, to, acks, tips }) => (
        <form
          key={`${inbox} ${to} ${acks[0]}`}
          method="post"
          action={__SITE_URL__ + ENDPOINTS.acks}
          enctype="application/x-www-form-urlencoded"
          target="_blank"
          rel="noopener"
          // After the browser has read the form: gone from the page it would not be sent.
          onSubmit={() => setTimeout(() => onReported(acks))}
        >
          <input type="hidden" name="inbox" value={inbox} />
          {to && <input type="hidden" name="to" value={to} />}
          <input type="hidden" name="acks" value={acks.join(',')} />
          <button type="submit" class="strong">
            Báo đã mở {tips} tin{batches.length > 1 && ` của ${inbox}`}
          </button>
        </form>
      ))}
      {opened.length > 0 ? (
        <p>
          Chỉ báo những tin đã mở trên màn hình: {opened.length}.
          {unopened > 0 && ` Còn ${unopened} tin chưa mở.`} Cần mạng. Không gửi chữ nào trong tin.
        </p>
      ) : (
        unopened > 0 && <p>Còn {unopened} tin chưa mở. Mở tin nào để đọc, báo được tin ấy.</p>
      )}
      <div role="status">
        {reported.size > 0 && (
          <p>
            Đã gửi {reported.size} mã sang thẻ mới. Công cụ này không thấy được câu trả lời: hãy xem ở thẻ đó.{' '}
            <button type="button" class="link" onClick={onAgain}>
              Báo lại
            </button>
          </p>
        )}
      </div>
    </section>
  );
}
