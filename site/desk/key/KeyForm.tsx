import { useRef, useState } from 'preact/hooks';

interface Props {
  /** What the button does. */
  action: string;
  /** What is said while it is done. */
  progress: string;
  busy: boolean;
  /** Why it was not. */
  fault: string | false;
  onSubmit: (file: Blob, passphrase: string) => void;
}

/** Key file and passphrase: to unlock the desk, and to try a key just made. */
export function KeyForm({ action, progress, busy, fault, onSubmit }: Props) {
  const [shown, setShown] = useState(false);
  const file = useRef<HTMLInputElement>(null);
  const passphrase = useRef<HTMLInputElement>(null);
  return (
    <form
      class="card"
      onSubmit={(event) => {
        event.preventDefault();
        const picked = file.current?.files?.[0];
        if (picked && passphrase.current) onSubmit(picked, passphrase.current.value);
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
          {action}
        </button>
      </fieldset>
      <p role="status" class="progress">
        {busy && progress}
      </p>
      <p role="alert" class="fault">
        {fault}
      </p>
    </form>
  );
}
