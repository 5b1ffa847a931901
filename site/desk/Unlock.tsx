import { useEffect, useRef, useState } from 'preact/hooks';
import { Shield } from './Shield.tsx';
import { startOpener, type Opener, type UnlockFault } from './opener.ts';
import { UNLOCK_FAULT } from './words.ts';

type State = 'ready' | 'busy' | UnlockFault;

interface Props {
  /** The desk locked itself because nobody used it. */
  wasIdle: boolean;
  /** Gets the worker that now holds the key. */
  onOpen: (opener: Opener, inbox: string) => void;
}

/** The locked screen: key file and passphrase. */
export function Unlock({ wasIdle, onOpen }: Props) {
  const [state, setState] = useState<State>('ready');
  const [shown, setShown] = useState(false);
  const file = useRef<HTMLInputElement>(null);
  const passphrase = useRef<HTMLInputElement>(null);
  const opener = useRef<Opener | null>(null);
  // Leaving the screen while the key opens must end the worker; once opened it is no longer ours to end.
  useEffect(() => () => opener.current?.forget(), []);

  const unlock = async () => {
    const picked = file.current?.files?.[0];
    if (!picked || !passphrase.current) return;
    setState('busy');
    try {
      opener.current ??= startOpener();
    } catch {
      setState('failed');
      return;
    }
    const answer = await opener.current.unlock(picked, passphrase.current.value);
    if ('fault' in answer) {
      if (answer.fault === 'failed') {
        // A worker that ran out of memory never answers again.
        opener.current.forget();
        opener.current = null;
      }
      setState(answer.fault);
      return;
    }
    const unlocked = opener.current;
    opener.current = null;
    passphrase.current.value = '';
    onOpen(unlocked, answer.inbox);
  };

  const busy = state === 'busy';
  return (
    <main class="locked">
      <h1>
        <Shield /> Mở tin báo
      </h1>
      <p>Công cụ này chạy ngay trên máy, không cần mạng. Nó không lưu gì lại.</p>
      {wasIdle && (
        <p role="alert" class="remark">
          Công cụ đã tự khóa vì mười phút không ai dùng. Mở khóa xong, hãy thả lại các thư.
        </p>
      )}
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void unlock();
        }}
      >
        <fieldset disabled={busy}>
          <label for="key">Tệp khóa</label>
          <input id="key" type="file" required ref={file} />
          <label for="passphrase">Mật khẩu</label>
          <div class="passphrase">
            <input
              id="passphrase"
              {...(shown ? { type: 'text' } : { type: 'password' })}
              required
              ref={passphrase}
              autocomplete="off"
              autocapitalize="none"
              spellcheck={false}
              aria-describedby="passphrase-form"
            />
            <button type="button" class="plain" aria-controls="passphrase" onClick={() => setShown(!shown)}>
              {shown ? 'Ẩn' : 'Hiện'}
            </button>
          </div>
          <p id="passphrase-form" class="hint">
            Sáu từ không dấu, nối bằng gạch ngang hoặc dấu cách.
          </p>
          <button type="submit" class="strong">
            Mở khóa
          </button>
        </fieldset>
        <p role="status" class="progress">
          {busy && 'Đang mở khóa, có thể mất vài giây.'}
        </p>
        <p role="alert" class="fault">
          {state !== 'ready' && state !== 'busy' && UNLOCK_FAULT[state]}
        </p>
      </form>
      <details>
        <summary>Quên mật khẩu?</summary>
        <p>
          Không ai khôi phục được mật khẩu, kể cả người vận hành. Tin không mất: cấp trên giữ khóa thứ hai, mở
          được mọi tin của hộp thư này. Hãy nhờ cấp trên mở các tin đang chờ, và xin người vận hành cấp khóa
          mới.
        </p>
      </details>
    </main>
  );
}
