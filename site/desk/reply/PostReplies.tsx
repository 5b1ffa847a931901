import { ENDPOINTS } from '../../../worker/contract/endpoints.ts';
import { REPLY_FIELD } from '../../../worker/contract/reply.ts';

interface Props {
  /** Sealed replies, base64url; at most 20. */
  records: readonly string[];
  sent: boolean;
  /** What the button sends. */
  name: string;
  onSent: () => void;
  children?: preact.ComponentChildren;
}

/** Like the acks a plain form into a new tab, so that the desk and its tips stay. It carries sealed bytes only. */
export function PostReplies({ records, sent, name, onSent, children }: Props) {
  return (
    <>
      <form
        method="post"
        action={__SITE_URL__ + ENDPOINTS.replies}
        enctype="application/x-www-form-urlencoded"
        target="_blank"
        rel="noopener"
        // After the browser has read the form.
        onSubmit={() => setTimeout(onSent)}
      >
        {records.map((record) => (
          <input key={record} type="hidden" name={REPLY_FIELD} value={record} />
        ))}
        <button type="submit" class={sent ? '' : 'strong'}>
          {sent ? 'Gửi lại' : `Gửi ${name}`}
        </button>{' '}
        {children}
      </form>
      <p role="status">
        {sent
          ? 'Đã gửi sang thẻ mới. Công cụ này không thấy được câu trả lời của đường dây: hãy xem ở thẻ đó.'
          : 'Chưa gửi. Cần mạng. Chỉ bản đã niêm phong đi qua mạng.'}
      </p>
    </>
  );
}
