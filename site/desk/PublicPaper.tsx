import { useMemo } from 'preact/hooks';
import { useBlobAddress } from './blob-address.ts';
import type { PublicHalf } from './enrol.ts';
import { PRIVATE_FIELD } from './private-form.ts';
import { sayFingerprint } from './words.ts';

interface Props {
  inbox: string;
  half: PublicHalf;
  isRenewed: boolean;
}

/** What the operator gets of a key that has been tried. */
export function PublicPaper({ inbox, half: { recipient, replyKey, fingerprint }, isRenewed }: Props) {
  const text = [
    `Hộp thư: ${inbox}`,
    `Khóa nhận tin (recipients): ${recipient}`,
    `Khóa ký trả lời (replyKey): ${replyKey}`,
    `Vân tay: ${sayFingerprint(fingerprint)}`,
    '',
  ].join('\n');
  const bytes = useMemo(() => new TextEncoder().encode(text), [text]);
  const address = useBlobAddress(bytes, 'text/plain');
  return (
    <div class="steps">
      <p>Tin thử đã mở được. Đây là nửa công khai, đưa cho người vận hành. Nửa này không mở được tin nào.</p>
      <label for="public-half">Nửa công khai</label>
      <textarea id="public-half" rows={8} readOnly {...PRIVATE_FIELD} value={text} />
      <p>
        <a class="button" href={address} download={`nua-cong-khai-${inbox}.txt`}>
          Lưu nửa công khai
        </a>
      </p>
      <p>
        Vân tay: <b>{sayFingerprint(fingerprint)}</b>. Đọc cho người vận hành nghe để so.
      </p>
      {isRenewed && (
        <p>Khóa ký trả lời vẫn như cũ. Chép tệp mới ra đủ hai thẻ nhớ, rồi hủy tệp cũ và mật khẩu cũ.</p>
      )}
    </div>
  );
}
