/**
 * `npm run resend -- <url> <inbox id> <numbers> [--oversight]`: has tips mailed once more that a mailbox has lost, for
 * example `12-15,18`. Needs the secret `OPERATOR_TOKEN` in the environment. They leave with the next digest.
 */
import { MAX_RESEND_NUMBERS, MAX_RESEND_RANGES, type NumberRange } from '../../worker/contract/resend.ts';
import { INBOX_ID } from '../../worker/contract/inbox-id.ts';
import { argumentsOf } from './arguments.ts';
import { askerOf, originOf } from './line/ask.ts';
import { askAgain, operatorToken } from './line/operator.ts';
import { Refused, sentenceOf } from './refused.ts';

/** The ranges in `12-15,18`; null when it says anything else. */
export function rangesIn(text: string): NumberRange[] | null {
  const parts = text.split(',').map((part) => /^\s*(\d{1,9})(?:\s*-\s*(\d{1,9}))?\s*$/.exec(part));
  const ranges = parts.map((part) => ({ from: Number(part?.[1]), to: Number(part?.[2] ?? part?.[1]) }));
  return ranges.every(({ from, to }) => from >= 1 && to >= from) ? ranges : null;
}

if (import.meta.main) {
  const given = argumentsOf({ oversight: { type: 'boolean' } });
  const [address, inbox, numbers = ''] = given?.positionals ?? [];
  const url = originOf(address);
  const ranges = rangesIn(numbers);
  if (!given || !url || !inbox || !INBOX_ID.test(inbox) || !ranges) {
    console.error(
      'Cách dùng: npm run resend -- <địa chỉ trang> <mã hộp thư> <số, ví dụ 12-15,18> [--oversight]',
    );
    process.exit(2);
  }
  try {
    const token = await operatorToken(url);
    if (!token) throw new Refused(['đặt OPERATOR_TOKEN rồi chạy lại.']);
    const to = given.values.oversight ? 'oversight' : 'unit';
    const { again, apart, gone, first } = await askAgain(askerOf(url, { patience: 60_000 }), token, {
      inbox,
      to,
      ranges,
    });
    console.log(`Sẽ gửi lại ${again} tin, trong chuyến thư tới.`);
    if (apart > 0)
      console.log(
        `${apart} số mà máy chủ hộp thư không nhận: hỏi nơi giữ hộp thư (npm run doctor nói vì sao).`,
      );
    if (gone > 0) console.log(`${gone} số không còn giữ.`);
    if (first.length > 0)
      console.log(`Các số ấy: ${first.join(', ')}${apart + gone > first.length ? ', …' : ''}.`);
    if (again + apart + gone === 0) console.log('Chưa có tin nào mang các số này.');
  } catch (error) {
    const tooMany = error instanceof RangeError;
    console.error(
      tooMany
        ? `Mỗi lần nhiều nhất ${MAX_RESEND_RANGES} khoảng, ${MAX_RESEND_NUMBERS} số.`
        : `Chưa xin được: ${sentenceOf(error)}`,
    );
    process.exitCode = 1;
  }
}
