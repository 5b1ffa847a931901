import { useEffect, useRef, useState } from 'preact/hooks';
import { KeyForm } from './KeyForm.tsx';
import { OPERATOR } from '../operator.ts';
import { Shield } from '../Shield.tsx';
import { startDecryptor, type Decryptor, type UnlockFault } from './decryptor.ts';
import { UNLOCK_FAULT } from '../words.ts';

type State = 'ready' | 'busy' | UnlockFault;

interface Props {
  /** The desk locked itself because nobody used it. */
  wasIdle: boolean;
  /** Gets the worker that now holds the key. */
  onOpen: (decryptor: Decryptor, inbox: string) => void;
  /** Gets a worker without a key, to make one. */
  onEnrol: (decryptor: Decryptor) => void;
}

/** The locked screen: key file and passphrase. */
export function Unlock({ wasIdle, onOpen, onEnrol }: Props) {
  const [state, setState] = useState<State>('ready');
  const decryptor = useRef<Decryptor | null>(null);
  // Leaving the screen while the key opens must end the worker; once opened it is no longer ours to end.
  useEffect(() => () => decryptor.current?.forget(), []);
  const start = () => {
    try {
      decryptor.current ??= startDecryptor();
      return decryptor.current;
    } catch {
      setState('failed');
      return null;
    }
  };
  const handOver = () => {
    const started = start();
    decryptor.current = null;
    return started;
  };

  const unlock = async (file: Blob, passphrase: string) => {
    setState('busy');
    const answer = await start()?.unlock(file, passphrase);
    if (!answer) return;
    if ('fault' in answer) {
      if (answer.fault === 'failed') {
        // A worker that ran out of memory never answers again.
        decryptor.current?.forget();
        decryptor.current = null;
      }
      setState(answer.fault);
      return;
    }
    const unlocked = handOver();
    if (unlocked) onOpen(unlocked, answer.inbox);
  };

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
      <KeyForm
        action="Mở khóa"
        progress="Đang mở khóa, có thể mất vài giây."
        busy={state === 'busy'}
        fault={state !== 'ready' && state !== 'busy' && UNLOCK_FAULT[state]}
        onSubmit={(file, passphrase) => void unlock(file, passphrase)}
      />
      <details>
        <summary>Quên mật khẩu?</summary>
        <p>
          Không ai khôi phục được mật khẩu, kể cả người vận hành. Tin không mất: cấp trên giữ khóa thứ hai, mở
          được mọi tin của hộp thư này. Hãy nhờ cấp trên mở các tin đang chờ, làm tệp khóa mới, và báo{' '}
          {OPERATOR}.
        </p>
      </details>
      <details>
        <summary>Đơn vị chưa có tệp khóa?</summary>
        <p>
          Làm ngay tại đơn vị, có hai người. Cần một thẻ nhớ, giấy bút, và mã hộp thư do người vận hành đặt.
        </p>
        <button
          type="button"
          onClick={() => {
            const started = handOver();
            if (started) onEnrol(started);
          }}
        >
          Làm tệp khóa mới
        </button>
      </details>
      <p class="help">
        Có gì không ổn, gọi {OPERATOR}. Công cụ này là bản {__VERSION__}.
      </p>
    </main>
  );
}
