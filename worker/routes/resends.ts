import { Hono } from 'hono';
import { answer } from '../http/answer.ts';
import type { App } from '../env.ts';
import { readBody, readForm } from '../http/body.ts';
import { dayOf } from '../contract/day.ts';
import { ANSWER_SIZE, ENDPOINTS } from '../contract/endpoints.ts';
import { OPERATOR_TOKEN_SIZE } from '../contract/operator.ts';
import {
  decodeResend,
  OPERATOR_RESEND_SIZE,
  RESEND_FIELD,
  RESEND_RECORD_SIZE,
  resendMessage,
  type ResendRequest,
} from '../contract/resend.ts';
import { ApiError } from '../http/errors.ts';
import type { ResendAnswer } from '../storage/inbox.ts';
import { isInbox, signKeysOf } from '../inboxes.ts';
import { isOperator } from '../http/operator-token.ts';
import { page } from '../http/page.ts';
import { isSignedByAny, MAX_DAYS_OFF } from '../http/signature.ts';

export const resends = new Hono<App>();

/** A record in base64url; it leaves no bits over, so that one record has one form only. */
const RECORD_TEXT = (RESEND_RECORD_SIZE / 3) * 4;
const RECORD = new RegExp(`^[A-Za-z0-9_-]{${RECORD_TEXT}}$`);
const MAX_BODY = RESEND_FIELD.length + 1 + RECORD_TEXT;

/**
 * Mails numbers once more that an officer misses. Only the key of whoever reads these mails can ask, each request
 * once; or the operator, from a command.
 */
resends.post(ENDPOINTS.resends, async (c) => {
  if (c.req.header('content-type') === 'application/octet-stream') {
    const body = await readBody(c.req.raw, OPERATOR_RESEND_SIZE);
    const request = decodeResend(body.slice(OPERATOR_TOKEN_SIZE));
    if (!isOperator(body, c.env) || !request || !isInbox(request.inbox)) throw new ApiError(404, 'not-found');
    const { inbox, to, ranges } = request;
    const resent = await c.env.INBOX.getByName(inbox).resend(to, ranges, null);
    return answer(typeof resent === 'string' ? {} : short(resent), 202, ANSWER_SIZE);
  }
  try {
    const { inbox, to, ranges, once } = await signedRequest(c.req.raw);
    const given = Buffer.from(once).toString('hex');
    return told(await c.env.INBOX.getByName(inbox).resend(to, ranges, given));
  } catch (error) {
    return error instanceof ApiError && error.status === 400 ? refused() : failed();
  }
});

/** @throws ApiError 400 `bad-frame` when no key of this inbox and audience signed it, or its day is far off. */
async function signedRequest(request: Request): Promise<ResendRequest> {
  const text = (await readForm(request, MAX_BODY)).get(RESEND_FIELD) ?? '';
  const record = RECORD.test(text) ? Uint8Array.from(Buffer.from(text, 'base64url')) : null;
  const asked = record && decodeResend(record);
  if (!asked || Math.abs(asked.day - dayOf(Date.now())) > MAX_DAYS_OFF) throw new ApiError(400, 'bad-frame');
  const keys = signKeysOf(asked.inbox, asked.to);
  if (!(await isSignedByAny(keys, asked.sig, resendMessage(record)))) throw new ApiError(400, 'bad-frame');
  return asked;
}

/** As many of the numbers as fit an answer of constant length. */
const short = ({ again, apart, gone }: Exclude<ResendAnswer, string>) => ({
  again,
  apart: apart.length,
  gone: gone.length,
  first: [...apart, ...gone].slice(0, 20),
});

function told(resent: ResendAnswer): Response {
  if (resent === 'used')
    return page(
      202,
      'Đã nhận từ trước',
      'Đường dây đã nhận yêu cầu này rồi. Thư gửi lại đến trong chuyến sau. Đóng trang này và quay lại công cụ.',
    );
  if (resent === 'too-often')
    return page(
      400,
      'Hôm nay đã xin đủ lần',
      'Mỗi ngày một hộp thư xin gửi lại được bốn lần. Hãy tìm trong hộp thư, cả thư rác; mai xin tiếp. Nếu gấp, gọi người vận hành.',
    );
  const { again, apart, gone } = resent;
  const parts = [
    again > 0 && `Sẽ gửi lại ${again} tin, trong chuyến thư tới.`,
    apart.length > 0 &&
      `Số ${apart.join(', ')}: máy chủ hộp thư này không nhận, có thể vì quá lớn. Cấp trên đã được gửi; hỏi nơi giữ hộp thư.`,
    gone.length > 0 && `Đường dây không còn giữ số ${gone.join(', ')}.`,
    again + apart.length + gone.length === 0 && 'Chưa có tin nào mang các số này.',
  ].filter(Boolean);
  return page(202, 'Đã nhận yêu cầu', `${parts.join(' ')} Đóng trang này và quay lại công cụ.`);
}

const refused = () =>
  page(
    400,
    'Chưa nhận yêu cầu',
    'Đường dây không nhận: chữ ký không phải của hộp thư này, hoặc ngày trên máy sai quá hai ngày. Xem lại ngày trên máy và tệp khóa. Nếu vẫn không được, gọi người vận hành. Mã lỗi: bad-frame.',
  );

const failed = () =>
  page(503, 'Chưa gửi được', 'Đường dây đang bận. Đợi một phút rồi bấm lại trong công cụ. Mã lỗi: store.');
