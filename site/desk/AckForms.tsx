import { ENDPOINTS } from '../../worker/contract.ts';
import { batchAcks } from './acks.ts';
import type { Entry } from './list.ts';

interface Props {
  entries: readonly Entry[];
  home: string;
  reported: ReadonlySet<string>;
  onReported: (acks: string[]) => void;
  onAgain: () => void;
}

/** The one step that needs a network: plain forms into a new tab, so that the desk and its tips stay. */
export function AckForms({ entries, home, reported, onReported, onAgain }: Props) {
  const waiting = entries.filter(({ acks }) => acks.some((ack) => !reported.has(ack)));
  const batches = batchAcks(waiting, home);
  return (
    <section class="acks" aria-label="Báo đã mở">
      {batches.map(({ inbox, acks }) => (
        <form
          key={`${inbox} ${acks[0]}`}
          method="post"
          action={__SITE_URL__ + ENDPOINTS.acks}
          enctype="application/x-www-form-urlencoded"
          target="_blank"
          rel="noopener"
          // After the browser has read the form: gone from the page it would not be sent.
          onSubmit={() => setTimeout(() => onReported(acks))}
        >
          <input type="hidden" name="inbox" value={inbox} />
          <input type="hidden" name="acks" value={acks.join(',')} />
          <button type="submit" class="strong">
            Báo đã mở {acks.length} tin{batches.length > 1 && ` của ${inbox}`}
          </button>
        </form>
      ))}
      {batches.length > 0 && <p>Cần mạng. Không gửi chữ nào trong tin.</p>}
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
