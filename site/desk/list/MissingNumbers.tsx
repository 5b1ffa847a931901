import { useEffect, useState } from 'preact/hooks';
import { ENDPOINTS } from '../../../worker/contract/endpoints.ts';
import { RESEND_FIELD } from '../../../worker/contract/resend.ts';
import type { InboxList } from './list.ts';
import type { Decryptor } from '../key/decryptor.ts';
import { OPERATOR } from '../operator.ts';
import { isAskable, nextRanges } from './resends.ts';
import { sayGaps } from '../words.ts';

interface Props {
  list: InboxList;
  home: string;
  decryptor: Decryptor;
}

/** Which numbers of a list are missing, and what to do about it. */
export function MissingNumbers({ list, home, decryptor }: Props) {
  const canAsk = isAskable(list, home);
  return (
    <div class="missing">
      <p class="danger">Thiếu số {sayGaps(list.gaps)}.</p>
      <p>
        Tìm trong hộp thư trước, cả mục Thư rác (Junk).{' '}
        {canAsk
          ? `Không có thì xin gửi lại ở đây. Vẫn thiếu thì gọi ${OPERATOR}.`
          : `Không có thì chỉ khóa của hộp thư ${list.inbox} xin gửi lại được.`}
      </p>
      {canAsk && <ResendForm list={list} decryptor={decryptor} />}
    </div>
  );
}

/** Like the acks a plain form into a new tab, so that the desk and its tips stay. */
function ResendForm({ list: { inbox, to, gaps }, decryptor }: Omit<Props, 'home'>) {
  const [asked, setAsked] = useState({ times: 0, upTo: 0 });
  const [signed, setSigned] = useState<{ what: string; record: string } | null>(null);
  const ranges = nextRanges(gaps, asked.upTo);
  const last = ranges[ranges.length - 1]?.to ?? 0;
  const isAll = last === gaps[gaps.length - 1]?.to;
  // A record is good for once: the next press has another, though it may ask for the same numbers.
  const what = JSON.stringify([asked.times, ranges]);
  useEffect(() => {
    let isWanted = true;
    // Before the press: a form sent from a later answer would be blocked like any window that opens by itself.
    void decryptor.resend({ inbox, to, ranges }).then((record) => {
      if (isWanted) setSigned(record === null ? null : { what, record });
    });
    return () => {
      isWanted = false;
    };
  }, [what]);
  if (!signed) return null;
  return (
    <>
      <form
        method="post"
        action={__SITE_URL__ + ENDPOINTS.resends}
        enctype="application/x-www-form-urlencoded"
        target="_blank"
        rel="noopener"
        onSubmit={(event) => {
          // For a moment the old record is still here. It was sent, or asks for what has come meanwhile.
          if (signed.what !== what) return event.preventDefault();
          // After the browser has read the form.
          setTimeout(() => setAsked(({ times }) => ({ times: times + 1, upTo: last })));
        }}
      >
        <input type="hidden" name={RESEND_FIELD} value={signed.record} />
        <button type="submit">
          Xin gửi lại số {sayGaps(ranges)}
          {!isAll && ' trước'}
        </button>
      </form>
      <p role="status">
        {asked.times === 0
          ? 'Cần mạng. Chỉ các số này đi qua mạng.'
          : 'Đã mở thẻ mới: xem câu trả lời ở đó. Thư mới đến trong chuyến sau; số nào không còn giữ, trang ấy nói rõ. Mỗi ngày xin được vài lần.'}
      </p>
    </>
  );
}
