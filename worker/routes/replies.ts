import { Hono } from 'hono';
import type { App } from '../env.ts';
import { dayOf } from '../contract/day.ts';
import { ENDPOINTS } from '../contract/endpoints.ts';
import {
  decodeReply,
  MAX_REPLIES,
  REPLY_FIELD,
  REPLY_RECORD_SIZE,
  replyMessage,
  type AddressedReply,
} from '../contract/reply.ts';
import { ApiError } from '../http/errors.ts';
import { readForm } from '../http/body.ts';
import { signKeysOf } from '../inboxes.ts';
import { mailboxOf } from '../storage/mailbox.ts';
import { page } from '../http/page.ts';
import { isSignedByAny, MAX_DAYS_OFF } from '../http/signature.ts';

export const replies = new Hono<App>();

/** A record in base64url; it leaves no bits over, so that one record has one form only. */
const RECORD_TEXT = (REPLY_RECORD_SIZE / 3) * 4;
const RECORD = new RegExp(`^[A-Za-z0-9_-]{${RECORD_TEXT}}$`);

/** Twenty of them, each with its field name and two signs between; a twenty-first does not fit. */
const MAX_BODY = MAX_REPLIES * (REPLY_FIELD.length + 2 + RECORD_TEXT);

const sha256 = async (bytes: Uint8Array) => new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));

/**
 * All replies of a post are kept, or none. Only an inbox's own key holder gets one kept at all, so that nobody else
 * can fill mailboxes or lay forged words into them; the Worker itself can read no reply. The answer is the same for
 * a new reply and a repeated one, and for boxes in use and not.
 */
replies.post(ENDPOINTS.replies, async (c) => {
  try {
    const form = await readForm(c.req.raw, MAX_BODY);
    const records = form.getAll(REPLY_FIELD);
    if (records.length === 0) throw new ApiError(400, 'bad-frame');
    const checked = [];
    // One after the other: twenty forged ones cost no more than the first.
    // eslint-disable-next-line no-await-in-loop
    for (const record of records) checked.push(await checkReply(readRecord(record)));
    await Promise.all(
      checked.map(({ boxKey, hash, reply }) => mailboxOf(boxKey, c.env).keep(boxKey, hash, reply)),
    );
  } catch (error) {
    return error instanceof ApiError && error.status === 400 ? refused() : failed();
  }
  return page(
    202,
    'Đã nhận trả lời',
    'Trả lời đã vào hộp của người báo. Họ đọc khi quay lại với mã nhận. Đóng trang này và quay lại công cụ.',
  );
});

const refused = () =>
  page(
    400,
    'Chưa nhận trả lời',
    'Đường dây không nhận: chữ ký không phải của hộp thư này, hoặc ngày trên máy sai quá hai ngày. Xem lại ngày trên máy và tệp khóa, rồi niêm phong lại. Mã lỗi: bad-frame.',
  );

const failed = () =>
  page(
    503,
    'Chưa gửi được',
    'Đường dây đang bận. Đợi một phút rồi bấm gửi lại trong công cụ. Mã lỗi: store.',
  );

function readRecord(text: string): AddressedReply {
  const record = RECORD.test(text) ? Uint8Array.from(Buffer.from(text, 'base64url')) : null;
  const reply = record && decodeReply(record);
  if (!reply || Math.abs(reply.day - dayOf(Date.now())) > MAX_DAYS_OFF) throw new ApiError(400, 'bad-frame');
  return reply;
}

/** The reply with what it is kept under. @throws ApiError 400 `bad-frame` when no key of its inbox signed it. */
async function checkReply(reply: AddressedReply) {
  const hash = await sha256(reply.ct);
  const message = replyMessage(reply, hash);
  if (!(await isSignedByAny(signKeysOf(reply.inbox, 'unit'), reply.sig, message)))
    throw new ApiError(400, 'bad-frame');
  const { box, ...sealed } = reply;
  return { boxKey: await sha256(box), hash, reply: sealed };
}
