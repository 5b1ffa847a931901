import { useRef } from 'preact/hooks';
import { REPLY_LIMIT } from '../../envelope/reply.ts';
import { cleanText } from '../../envelope/tip.ts';
import { identityQuestionsIn } from './identity-questions.ts';
import { PRIVATE_FIELD } from '../../browser/private-form.ts';
import { IDENTITY_QUESTIONS, CANNED } from '../words.ts';

interface Props {
  draft: string;
  write: (text: string) => void;
  disabled: boolean;
}

/** Whether something is written, and no more than a reply holds. */
export const isSendable = (draft: string) => leftOf(draft) >= 0 && leftOf(draft) < REPLY_LIMIT;

const leftOf = (draft: string) => REPLY_LIMIT - cleanText(draft, Infinity).length;

/** The words of an answer: the field, ready-made sentences to put into it, and what speaks against sending it. */
export function ReplyWords({ draft, write, disabled }: Props) {
  const field = useRef<HTMLTextAreaElement>(null);
  const left = leftOf(draft);
  const asked = identityQuestionsIn(draft);
  return (
    <>
      <p id="reply-caution" class="remark">
        Đừng hỏi tên, số điện thoại hay chỗ ở. Đừng hẹn gặp. Người báo chỉ đọc được khi họ quay lại với mã
        nhận. Ai cầm mã ấy cũng đọc được.
      </p>
      <Canned
        disabled={disabled}
        onInsert={(text) => {
          write([draft.trimEnd(), text].filter(Boolean).join('\n'));
          field.current?.focus();
        }}
      />
      <label for="reply-text">Lời nhắn</label>
      <textarea
        id="reply-text"
        rows={5}
        ref={field}
        {...PRIVATE_FIELD}
        aria-describedby="reply-caution reply-left"
        disabled={disabled}
        value={draft}
        onInput={(event) => write(event.currentTarget.value)}
      />
      <p id="reply-left" class={left < 0 ? 'left-over danger' : 'left-over'}>
        {left < 0 ? `Dài quá ${-left} ký tự, hãy bớt đi.` : `Còn ${left} ký tự.`}
      </p>
      <div role="status">
        {asked.length > 0 && (
          <p class="remark">
            Lời nhắn này có vẻ hỏi {asked.map((what) => IDENTITY_QUESTIONS[what]).join(', ')}. Trả lời câu ấy
            có thể làm lộ người báo. Nếu đúng thế, hãy bỏ đi.
          </p>
        )}
      </div>
    </>
  );
}

// A choice and a button: with the arrow keys a select alone would put in every sentence on the way.
function Canned({ disabled, onInsert }: { disabled: boolean; onInsert: (text: string) => void }) {
  const choice = useRef<HTMLSelectElement>(null);
  return (
    <>
      <label for="canned">Câu soạn sẵn</label>
      <div class="canned">
        <select id="canned" ref={choice} disabled={disabled}>
          {CANNED.map(({ name }) => (
            <option key={name}>{name}</option>
          ))}
        </select>
        <button
          type="button"
          disabled={disabled}
          onClick={() => onInsert(CANNED[choice.current?.selectedIndex ?? 0]?.text ?? '')}
        >
          Chèn
        </button>
      </div>
    </>
  );
}
