import { useState } from 'preact/hooks';
import { addressesOf, carriersOf, type ListedTip } from '../list/list.ts';
import { PostReplies } from './PostReplies.tsx';
import { PRIVATE_FORM } from '../../browser/private-form.ts';
import type { ManyReplies, Reply } from './replies.ts';
import { isSendable, ReplyWords } from './ReplyWords.tsx';
import { nameOf } from '../case/ThreadList.tsx';
import { showInvisible } from '../../envelope/visible-text.ts';

interface Props {
  /** The picked tips, each of this inbox and with an address. */
  entries: readonly ListedTip[];
  replies: ManyReplies;
  /** All are sealed: whatever is picked from now on is for another answer. */
  onSealed: () => void;
  onBack: () => void;
}

/** One answer to several tips: written once, sealed to each sender alone, posted twenty at a time. */
export function ManyReply({ entries, replies, onSealed, onBack }: Props) {
  const { draft, progress, write, seal, batches, markSent } = replies;
  const [failed, setFailed] = useState<readonly ListedTip[]>([]);
  const addresses = addressesOf(entries);
  const isReady = addresses.length > 0 && isSendable(draft) && progress === null;
  const submit = async () => {
    if (!isReady) return;
    setFailed([]);
    const refused = await seal(addresses);
    setFailed(refused.flatMap((address) => carriersOf(address, entries)));
    onSealed();
  };
  return (
    <article class="paper" id="open-tip" tabIndex={0} aria-labelledby="many-title">
      <button type="button" class="plain back" onClick={onBack}>
        Về danh sách
      </button>
      <h2 id="many-title">Trả lời nhiều tin</h2>
      <section class="reply" aria-label="Lời nhắn cho nhiều tin">
        {batches.length > 0 && !progress && (
          <ol class="sealed">
            {batches.map((batch) => (
              <SealedBatch key={batch[0]?.record} batch={batch} onSent={() => markSent(batch)} />
            ))}
          </ol>
        )}
        {failed.length > 0 && (
          <div role="alert" class="fault">
            <p>Hộp nhận trả lời ghi trong các tin này đã hỏng, không trả lời được:</p>
            <ul>
              {failed.map((entry) => (
                <li key={entry.key}>{nameOf(entry)}</li>
              ))}
            </ul>
          </div>
        )}
        <form
          {...PRIVATE_FORM}
          onSubmit={(event) => {
            event.preventDefault();
            void submit();
          }}
        >
          <p>{sayPicked(entries, addresses.length)}</p>
          <ReplyWords draft={draft} write={write} disabled={progress !== null} />
          <button type="submit" disabled={!isReady}>
            Niêm phong {addresses.length} trả lời
          </button>
          <p role="status">{progress && `Đang niêm phong ${progress.done + 1} trong ${progress.all}.`}</p>
        </form>
      </section>
    </article>
  );
}

function sayPicked(entries: readonly ListedTip[], addresses: number): string {
  if (entries.length === 0) return 'Chưa chọn tin nào. Đánh dấu các tin trong danh sách.';
  const numbers = entries.map(({ places: [place] }) => place?.number ?? 'không số').join(', ');
  const twice = addresses < entries.length ? ` Các tin này của ${addresses} hộp nhận, mỗi hộp một lần.` : '';
  return `Câu này gửi cho ${entries.length} tin: số ${numbers}.${twice}`;
}

function SealedBatch({ batch, onSent }: { batch: readonly Reply[]; onSent: () => void }) {
  const [first] = batch;
  return (
    <li>
      <p>
        Đã niêm phong {batch.length} trả lời lúc {first?.time}.
      </p>
      <div class="text" dir="auto">
        {showInvisible(first?.text ?? '')}
      </div>
      <PostReplies
        records={batch.map(({ record }) => record)}
        sent={batch.every(({ sent }) => sent)}
        name={`${batch.length} trả lời`}
        onSent={onSent}
      />
    </li>
  );
}
