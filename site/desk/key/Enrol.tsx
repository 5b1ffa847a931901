import { useEffect, useRef, useState } from 'preact/hooks';
import { INBOX_ID } from '../../../worker/contract/inbox-id.ts';
import type { PublicHalf } from '../../envelope/public-half.ts';
import { KeepKey } from './KeepKey.tsx';
import { KeyForm } from './KeyForm.tsx';
import type { NewKey, Decryptor } from './decryptor.ts';
import { OPERATOR } from '../operator.ts';
import { PRIVATE_FIELD, PRIVATE_FORM } from '../../browser/private-form.ts';
import { PublicPaper } from './PublicPaper.tsx';
import { TRIAL_FAULT } from '../words.ts';

interface Props {
  decryptor: Decryptor;
  /** The inbox whose opened key is renewed; null makes the first key of an inbox. */
  home: string | null;
  onEnd: () => void;
}

type Step =
  | { is: 'start' | 'busy' | 'failed' }
  | { is: 'keep' | 'try' | 'trying'; key: NewKey; fault: string | false }
  | { is: 'done'; half: PublicHalf };

/** A key file is made, kept, tried, and only then its public half is given away. */
export function Enrol({ decryptor, home, onEnd }: Props) {
  const [inbox, setInbox] = useState(home ?? '');
  const [step, setStep] = useState<Step>({ is: 'start' });
  const title = useRef<HTMLHeadingElement>(null);
  // Each step is another page to whoever hears it.
  useEffect(() => title.current?.focus(), [step.is === 'trying' ? 'try' : step.is]);

  const make = async () => {
    setStep({ is: 'busy' });
    const key = await decryptor.make(home === null ? inbox : null);
    setStep(key ? { is: 'keep', key, fault: false } : { is: 'failed' });
  };
  const tryIt = async (key: NewKey, file: Blob, passphrase: string) => {
    setStep({ is: 'trying', key, fault: false });
    const answer = await decryptor.tryMade(file, passphrase);
    setStep(
      'fault' in answer ? { is: 'try', key, fault: TRIAL_FAULT[answer.fault] } : { is: 'done', half: answer },
    );
  };

  return (
    <main class="locked enrol">
      <h1 ref={title} tabIndex={-1}>
        {TITLE[step.is]} <small>{step.is !== 'start' && inbox}</small>
      </h1>
      {(step.is === 'start' || step.is === 'busy' || step.is === 'failed') && (
        <Start home={home} state={step.is} inbox={inbox} onInbox={setInbox} onStart={() => void make()} />
      )}
      {step.is === 'keep' && (
        <KeepKey inbox={inbox} made={step.key} onKept={() => setStep({ ...step, is: 'try' })} />
      )}
      {(step.is === 'try' || step.is === 'trying') && (
        <>
          <p>
            Chọn tệp vừa lưu, ở thẻ nhớ. Gõ sáu từ đúng như trên giấy. Công cụ niêm phong một tin thử rồi mở
            lại.
          </p>
          <KeyForm
            action="Thử khóa"
            progress="Đang thử, có thể mất vài giây."
            busy={step.is === 'trying'}
            fault={step.fault}
            onSubmit={(file, passphrase) => void tryIt(step.key, file, passphrase)}
          />
          <p>
            <button
              type="button"
              class="link"
              disabled={step.is === 'trying'}
              onClick={() => setStep({ ...step, is: 'keep', fault: false })}
            >
              Xem lại sáu từ và tệp khóa
            </button>
          </p>
        </>
      )}
      {step.is === 'done' && <PublicPaper half={step.half} isRenewed={home !== null} />}
      <p>
        <button type="button" class={step.is === 'done' ? 'strong' : 'link'} onClick={onEnd}>
          {step.is === 'done' ? 'Xong' : 'Thôi, không làm nữa'}
        </button>
      </p>
    </main>
  );
}

const TITLE: Record<Step['is'], string> = {
  start: 'Làm tệp khóa',
  busy: 'Làm tệp khóa',
  failed: 'Làm tệp khóa',
  keep: 'Cất tệp khóa và mật khẩu',
  try: 'Thử tệp khóa',
  trying: 'Thử tệp khóa',
  done: 'Khóa dùng được',
};

interface StartProps {
  home: string | null;
  state: 'start' | 'busy' | 'failed';
  inbox: string;
  onInbox: (inbox: string) => void;
  onStart: () => void;
}

function Start({ home, state, inbox, onInbox, onStart }: StartProps) {
  const [isWrong, setIsWrong] = useState(false);
  return (
    <>
      {home === null ? (
        <p>Làm ở máy của đơn vị, hai người cùng có mặt. Nên ngắt mạng trước.</p>
      ) : (
        <>
          <p>
            Đổi khóa của hộp thư <b>{home}</b>. Tệp mới có khóa mới, mật khẩu mới, và vẫn mở được thư cũ. Tin
            đang mở trên bàn vẫn còn.
          </p>
          <p class="remark danger">
            Nghi tệp khóa bị mất hay bị chép trộm? Đừng đổi ở đây. Báo {OPERATOR} hủy khóa, rồi làm tệp khóa
            mới.
          </p>
        </>
      )}
      <form
        class="card"
        {...PRIVATE_FORM}
        onSubmit={(event) => {
          event.preventDefault();
          const fits = INBOX_ID.test(inbox);
          setIsWrong(!fits);
          if (fits) onStart();
        }}
      >
        <fieldset disabled={state === 'busy'}>
          {home === null && (
            <>
              <label for="inbox">Mã hộp thư</label>
              <input
                id="inbox"
                type="text"
                {...PRIVATE_FIELD}
                autocapitalize="none"
                value={inbox}
                onInput={(event) => onInbox(event.currentTarget.value.trim())}
                aria-describedby="inbox-form"
              />
              <p id="inbox-form" class="hint">
                Do người vận hành đặt, ví dụ lung-phinh. Chỉ có chữ thường không dấu, số và gạch nối.
              </p>
            </>
          )}
          <button type="submit" class="strong">
            Làm tệp khóa
          </button>
        </fieldset>
        <p role="status" class="progress">
          {state === 'busy' && 'Đang làm tệp khóa, có thể mất vài giây.'}
        </p>
        <p role="alert" class="fault">
          {isWrong && 'Mã hộp thư chỉ gồm chữ thường không dấu, số và gạch nối.'}
          {state === 'failed' && 'Máy này chưa làm được tệp khóa. Hãy đóng bớt cửa sổ rồi thử lại.'}
        </p>
      </form>
    </>
  );
}
