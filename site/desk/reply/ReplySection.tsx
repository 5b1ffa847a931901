import { useState } from 'preact/hooks';
import type { Tip } from '../../envelope/tip.ts';
import { PostReplies } from './PostReplies.tsx';
import { PRIVATE_FORM } from '../../browser/private-form.ts';
import type { Replies, Reply } from './replies.ts';
import { isSendable, ReplyWords } from './ReplyWords.tsx';
import { showInvisible } from '../../envelope/visible-text.ts';

interface Props {
  tip: Tip;
  home: string;
  /** Null when the tip names no mailbox. */
  replies: Replies | null;
}

/** How the open tip is answered: what was sealed so far, and a field for more. */
export function ReplySection({ tip, home, replies }: Props) {
  return (
    <section class="reply" aria-labelledby="reply-title">
      <h3 id="reply-title">Trả lời người báo</h3>
      {replies && (
        <ol class="sealed">
          {replies.sealed.map((reply) => (
            <SealedReply
              key={reply.record}
              reply={reply}
              onSent={() => replies.markSent(reply)}
              onTakeBack={() => {
                replies.takeBack(reply);
                focusNext('#reply-text');
              }}
            />
          ))}
        </ol>
      )}
      {!replies ? (
        <p>Tin này không kèm hộp nhận trả lời.</p>
      ) : tip.inbox === home ? (
        <Write replies={replies} />
      ) : (
        <p>
          Chỉ đơn vị của hộp thư <bdi>{showInvisible(tip.inbox)}</bdi> trả lời được tin này. Máy của người báo
          coi mọi trả lời ký bằng khóa khác là giả.
        </p>
      )}
    </section>
  );
}

// Once it is there: what was pressed is disabled or gone by then, and the focus with it.
function focusNext(selector: string) {
  requestAnimationFrame(() => document.querySelector<HTMLElement>(selector)?.focus());
}

function Write({ replies: { draft, write, seal } }: { replies: Replies }) {
  const [state, setState] = useState<'ready' | 'busy' | 'bad-address'>('ready');
  const isReady = isSendable(draft) && state !== 'busy';
  const submit = async () => {
    if (!isReady) return;
    setState('busy');
    const done = await seal();
    setState(done ? 'ready' : 'bad-address');
    if (done) focusNext('.sealed li:last-child button');
  };
  return (
    <form
      {...PRIVATE_FORM}
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <ReplyWords draft={draft} write={write} disabled={state === 'busy'} />
      <button type="submit" disabled={!isReady}>
        Niêm phong trả lời
      </button>
      <p role="alert" class="fault">
        {state === 'bad-address' && 'Hộp nhận trả lời ghi trong tin này đã hỏng. Không trả lời được tin này.'}
      </p>
    </form>
  );
}

interface SealedProps {
  reply: Reply;
  onSent: () => void;
  onTakeBack: () => void;
}

function SealedReply({ reply: { text, record, time, sent }, onSent, onTakeBack }: SealedProps) {
  return (
    <li>
      <p>Đã niêm phong trả lời lúc {time}.</p>
      <div class="text" dir="auto">
        {showInvisible(text)}
      </div>
      <PostReplies records={[record]} sent={sent} name="trả lời" onSent={onSent}>
        <button type="button" class="link" onClick={onTakeBack}>
          Sửa lại
        </button>
      </PostReplies>
    </li>
  );
}
