import { dayOf, dayText } from '../../../worker/contract/day.ts';
import { useState } from 'preact/hooks';
import { useBlobAddress } from '../../browser/use-blob-address.ts';
import type { NewKey } from './decryptor.ts';
import { OPERATOR } from '../operator.ts';
import { formatDate } from '../../text/date.ts';
import { sayFingerprint } from '../../text/groups.ts';

interface Props {
  inbox: string;
  made: NewKey;
  onKept: () => void;
}

/** The only moment in which the six words are seen: to be written down, with the file and a sheet to keep them on. */
export function KeepKey({ inbox, made: { file, passphrase, fingerprint }, onKept }: Props) {
  const [isPrinted, setIsPrinted] = useState(false);
  const address = useBlobAddress(file, 'application/octet-stream');
  const today = dayText(dayOf(Date.now()));
  const words = passphrase.split('-');
  return (
    <>
      <div class="card steps">
        <h2>1. Chép sáu từ ra giấy</h2>
        <p>Đó là mật khẩu. Không ai khôi phục được, kể cả người vận hành.</p>
        <ol class="six-words" aria-label="Sáu từ của mật khẩu">
          {words.map((word, at) => (
            <li key={at}>{word}</li>
          ))}
        </ol>
        <h2>2. Lưu tệp khóa</h2>
        <p>
          <a class="button" href={address} download={`khoa-${inbox}-${today}.age`}>
            Lưu tệp khóa
          </a>
        </p>
        <p>Chép ra hai thẻ nhớ, cất hai nơi. Xóa bản còn trong máy. Đừng gửi tệp này cho ai.</p>
        <h2>3. In tờ phục hồi, nếu có máy in</h2>
        <fieldset>
          <legend>Sáu từ trên tờ giấy</legend>
          <label class="check">
            <input type="radio" name="words" checked={!isPrinted} onChange={() => setIsPrinted(false)} />
            Chừa ô trống, tự viết tay
          </label>
          <label class="check">
            <input type="radio" name="words" checked={isPrinted} onChange={() => setIsPrinted(true)} />
            In luôn sáu từ. Máy in có thể giữ lại bản in.
          </label>
        </fieldset>
        <p>
          <button type="button" onClick={() => print()}>
            In tờ phục hồi
          </button>
        </p>
        <button type="button" class="strong" onClick={onKept}>
          Đã cất xong, thử lại ngay
        </button>
      </div>
      <section class="sheet" aria-hidden="true">
        <h2>Tờ phục hồi khóa mở tin</h2>
        <p>
          Hộp thư <b>{inbox}</b>, làm ngày {formatDate(today)}
        </p>
        <p>
          Vân tay khóa <b>{sayFingerprint(fingerprint)}</b>
        </p>
        <p>Mật khẩu, sáu từ không dấu:</p>
        <ol class="six-words">
          {words.map((word, at) => (
            <li key={at}>{isPrinted ? word : ''}</li>
          ))}
        </ol>
        <ul>
          <li>Cất tờ này trong phong bì dán kín, ở tủ có khóa. Đừng để chung chỗ với tệp khóa.</li>
          <li>Tệp khóa có hai bản, ở hai thẻ nhớ, cất hai nơi.</li>
          <li>Đừng chụp ảnh tờ này. Đừng gửi qua mạng.</li>
          <li>Mất tờ này hoặc mất tệp khóa: báo {OPERATOR} ngay.</li>
        </ul>
        <p>Người giữ khóa ký tên:</p>
        <p>Người chứng kiến ký tên:</p>
      </section>
    </>
  );
}
