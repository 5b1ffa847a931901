import { useEffect, useRef, useState } from 'preact/hooks';
import { readReceipt } from '../../envelope/receipt.ts';
import { carriersOf, type ListedTip } from '../list/list.ts';
import type { Decryptor } from '../key/decryptor.ts';
import { PRIVATE_FIELD, PRIVATE_FORM } from '../../browser/private-form.ts';
import { nameOf } from './ThreadList.tsx';

interface Props {
  decryptor: Decryptor;
  entries: readonly ListedTip[];
  onOpen: (key: string) => void;
}

type State = { is: 'ready' | 'typo' | 'busy' | 'failed' } | { is: 'done'; found: readonly ListedTip[] };

/** A sender who is present shows that a tip is theirs: the receipt they type names the tip that carries its key. */
export function ProofForm({ decryptor, entries, onOpen }: Props) {
  const [state, setState] = useState<State>({ is: 'ready' });
  const field = useRef<HTMLInputElement>(null);
  const answer = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (state.is !== 'ready') answer.current?.scrollIntoView({ block: 'nearest' });
  }, [state]);
  const look = async () => {
    const receipt = readReceipt(field.current?.value ?? '');
    if (!receipt) return setState({ is: 'typo' });
    // Gone before anything is done with it.
    if (field.current) field.current.value = '';
    setState({ is: 'busy' });
    const address = await decryptor.derive(receipt);
    setState(address ? { is: 'done', found: carriersOf(address, entries) } : { is: 'failed' });
  };
  return (
    <details
      class="proof"
      // Who wrote what need not stay on the screen.
      onToggle={({ currentTarget }) => !currentTarget.open && setState({ is: 'ready' })}
    >
      <summary>Người báo muốn chứng minh đã báo</summary>
      <form
        {...PRIVATE_FORM}
        onSubmit={(event) => {
          event.preventDefault();
          void look();
        }}
      >
        <p id="proof-caution">
          Chỉ khi người báo có mặt và tự nguyện. Đừng yêu cầu ai đưa mã. Công cụ xóa mã ngay, không giữ lại.
        </p>
        <label for="receipt">Mã nhận, 20 chữ số</label>
        <input
          id="receipt"
          ref={field}
          type="text"
          inputMode="numeric"
          {...PRIVATE_FIELD}
          disabled={state.is === 'busy'}
          aria-describedby="proof-caution"
          onInput={() => setState({ is: 'ready' })}
        />
        <button type="submit" disabled={state.is === 'busy'}>
          Tìm tin mang mã này
        </button>
      </form>
      <div role="status" ref={answer}>
        {state.is === 'typo' && <p class="fault">Mã chưa đúng: thiếu số, hoặc có số gõ sai. Hãy xem lại.</p>}
        {state.is === 'busy' && <p>Đang tìm, có thể mất vài giây.</p>}
        {state.is === 'failed' && (
          <p class="fault">Máy này chưa tính được mã. Hãy khóa lại rồi thử lần nữa.</p>
        )}
        {state.is === 'done' && <Found found={state.found} onOpen={onOpen} />}
      </div>
    </details>
  );
}

function Found({ found, onOpen }: Pick<Props, 'onOpen'> & { found: readonly ListedTip[] }) {
  if (found.length === 0)
    return <p>Không tin nào đang mở ở đây mang mã này. Tin có thể nằm trong thư chưa thả vào.</p>;
  return (
    <>
      <p>Người cầm mã này đã gửi:</p>
      <ul>
        {found.map((entry) => (
          <li key={entry.key}>
            <button type="button" class="link" onClick={() => onOpen(entry.key)}>
              {nameOf(entry)}
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}
