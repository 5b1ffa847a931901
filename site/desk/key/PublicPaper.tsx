import { useMemo } from 'preact/hooks';
import {
  fingerprintOfHalf,
  halfFileName,
  writePublicHalf,
  type PublicHalf,
} from '../../envelope/public-half.ts';
import { sayFingerprint } from '../../text/groups.ts';
import { useBlobAddress } from '../../browser/use-blob-address.ts';
import { OPERATOR } from '../operator.ts';
import { PRIVATE_FIELD } from '../../browser/private-form.ts';

interface Props {
  half: PublicHalf;
  isRenewed: boolean;
}

/** What the operator gets of a key that has been tried: a file, and what to say on the phone about it. */
export function PublicPaper({ half, isRenewed }: Props) {
  const text = writePublicHalf(half);
  const bytes = useMemo(() => new TextEncoder().encode(text), [text]);
  const address = useBlobAddress(bytes, 'text/plain');
  return (
    <div class="card steps">
      <p>Tin thử đã mở được. Còn hai việc: đưa nửa công khai cho người vận hành, và so vân tay.</p>
      <h2>1. Đưa nửa công khai</h2>
      <p>
        <a class="button" href={address} download={halfFileName(half.inbox)}>
          Lưu nửa công khai
        </a>
      </p>
      <p>Đưa nguyên tệp này cho {OPERATOR}, qua thư hay Zalo đều được. Nó không mở được tin nào.</p>
      <details>
        <summary>Không gửi được tệp?</summary>
        <label for="public-half">Nửa công khai</label>
        <textarea id="public-half" rows={8} readOnly {...PRIVATE_FIELD} value={text} />
      </details>
      <h2>2. So vân tay qua điện thoại</h2>
      <p class="fingerprint">
        <b>{sayFingerprint(fingerprintOfHalf(half))}</b>
      </p>
      <p>Người vận hành đọc vân tay thấy ở máy họ. Khác một ký tự thì khóa này không được dùng.</p>
      {isRenewed && (
        <p>
          Khóa ký trả lời vẫn như cũ. Chép tệp mới ra đủ hai thẻ nhớ. Khi người vận hành báo khóa mới đã dùng
          được, hãy hủy tệp cũ và mật khẩu cũ.
        </p>
      )}
    </div>
  );
}
