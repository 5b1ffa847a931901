import { describe, expect, it } from 'vitest';
import { identityQuestionsIn } from '../../../../site/desk/reply/identity-questions.ts';
import { CANNED } from '../../../../site/desk/words.ts';
import { REPLY_LIMIT } from '../../../../site/envelope/reply.ts';
import { cleanText } from '../../../../site/envelope/tip.ts';

describe('an answer that asks who its reader is', () => {
  it.each([
    ['Bạn tên gì?', ['name']],
    ['Cho biết họ tên để tiện làm việc.', ['name']],
    ['cho xin ten that cua ban', ['name']],
    ['Bạn là ai?', ['name']],
    ['Để lại số điện thoại nhé', ['phone']],
    ['sđt của bạn', ['phone']],
    ['Hãy liên hệ với cán bộ.', ['phone']],
    ['Bạn gọi lại cho tôi', ['phone']],
    ['Cho xin địa chỉ.', ['address']],
    ['Nhà bạn ở gần đó không?', ['address']],
    ['Anh ở thôn nào?', ['address']],
    ['Mời bà con lên trụ sở.', ['meeting']],
    ['Có thể hẹn gặp ở quán nước không?', ['meeting']],
    ['Bạn đến gặp cán bộ', ['meeting']],
    ['Cho biết tên bạn, số Zalo và chỗ ở', ['name', 'phone', 'address']],
    ['Cho biết   tên\nbạn'.normalize('NFD'), ['name']],
  ])('is noticed: %j', (text, asked) => {
    expect(identityQuestionsIn(text)).toEqual(expect.arrayContaining(asked));
  });

  it.each([
    'Đã nhận tin. Cảm ơn bạn.',
    'Quán ấy tên là gì?',
    'Việc xảy ra lúc mấy giờ?',
    'Nguy hiểm thì gọi 113.',
    'Xe máy màu gì, biển số nào?',
    'Tên người bán thường gọi là gì?',
    'Đã đến nơi kiểm tra, chưa thấy gì.',
  ])('is not seen in %j', (text) => {
    expect(identityQuestionsIn(text)).toEqual([]);
  });
});

describe('the ready-made answers', () => {
  it.each(CANNED)('“$name” asks for nothing that gives its reader away, and fits', ({ text }) => {
    expect(identityQuestionsIn(text)).toEqual([]);
    expect(cleanText(text, Infinity).length).toBeLessThanOrEqual(REPLY_LIMIT);
    expect(cleanText(text, Infinity)).toBe(text);
  });

  it('have sentences of at most 20 words', () => {
    const sentences = CANNED.flatMap(({ text }) => text.split(/(?<=[.?])\s+/));
    expect(sentences.filter((sentence) => sentence.split(/\s+/).length > 20)).toEqual([]);
  });

  it('are told apart by their names', () => {
    expect(new Set(CANNED.map(({ name }) => name)).size).toBe(CANNED.length);
  });
});
