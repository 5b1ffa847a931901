import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { findExposures, sentenceAround, widen } from '../../../../site/tip/exposures/exposures.ts';
import type { Kind } from '../../../../site/tip/exposures/finding.ts';

const inText = (text: string) => findExposures({ text, where: '', when: '' });
/** What is found, as kind and the words that it stands in. */
const found = (text: string) =>
  inText(text).map(({ kind, start, end }) => `${kind}: ${text.slice(start, end)}`);
const withoutMarks = (text: string) =>
  text.normalize('NFD').replace(/\p{M}/gu, '').replaceAll('đ', 'd').replaceAll('Đ', 'D');
const widened = (text: string) => widen(text, inText(text));

const TELLING: Record<Kind, string[]> = {
  phone: [
    '0912345678',
    'gọi 0912 345 678 nhé',
    'số 0912.345.678.',
    '0912-345-678',
    '(0912) 345 678',
    '+84912345678',
    '+84 912 345 678',
    '+84 (0)912 345 678',
    '84 912 345 678',
    '0084912345678',
    '091 234 5678',
    '09 12 34 56 78',
    'máy bàn 0214 3840 123',
    '024 3825 1234',
    'số cũ 01234 567 890',
    'zalo:0387654321',
    'hai số 0912345678 0987654321'.slice(0, 18),
    '０９１２３４５６７８',
    '0912345678 5 lần',
  ],
  identity: ['001201001234', 'CCCD 010 201 001 234', '0102 0100 1234', 'CMND 063 123 456', '123456789012'],
  mail: ['toi.o.day@gmail.com', 'thư Abc_12@yahoo.com.vn.'],
  home: [
    'nhà tôi',
    'ở nhà em có thấy',
    'sau nhà mình',
    'nhà của tôi',
    'nhà chúng tôi',
    'Nhà vợ chồng em',
    'chỗ tôi ở',
    'nơi tôi trọ',
    'phòng trọ tôi',
    'tôi ở ngõ 5',
    'tôi đang ở số 7',
    'cạnh nhà cháu',
  ],
  house: [],
  neighbour: ['hàng xóm tôi', 'hàng xóm nhà em', 'hàng xóm của tôi', 'nhà sát vách', 'Sát vách là nó'],
  family: [
    'con tôi',
    'con trai tôi học lớp 7',
    'con của tôi',
    'chồng tôi',
    'Chồng em nghiện',
    'vợ tôi',
    'bố tôi',
    'mẹ em',
    'bố mẹ tôi',
    'anh tôi',
    'anh trai tôi',
    'chị gái tôi',
    'em tôi',
    'em họ của tôi',
    'chồng mình',
    'con mình',
    'gia đình tôi',
    'chú tôi',
    'CHỒNG TÔI',
  ],
  work: [
    'công ty tôi',
    'chỗ tôi làm',
    'chỗ em đang làm',
    'lớp tôi',
    'trường tôi',
    'lớp chúng em',
    'tôi làm ở xưởng gỗ',
    'tôi dạy ở trường xã',
    'cơ quan em',
  ],
  onlyMe: [
    'chỉ mình tôi thấy',
    'chỉ mình tôi biết',
    'chỉ có mình tôi biết',
    'Mỗi tôi biết',
    'một mình tôi thấy',
    'chỉ mình em ở đó',
    'chỉ tôi biết',
  ],
  name: ['tôi tên là Hoa', 'Tôi tên Hoa', 'tên tôi là Hoa', 'tôi là giáo viên', 'mình tên là Vừ', 'Tôi là'],
  minute: [
    'lúc 21:37',
    '21h37',
    '21 h 37',
    '9 giờ 37',
    '9 giờ 37 phút tối',
    '9h37p',
    '21g37',
    'lúc 21:37:05',
    '9 giờ kém 10',
    '9h kém 5 phút',
    'chín giờ ba mươi bảy phút',
    'tối qua lúc 9 giờ 37',
    '21h37 ngày 20/11',
    '21h37 20/11/2026',
  ],
};

describe('what may tell who wrote a tip is found', () => {
  for (const [kind, texts] of Object.entries(TELLING)) {
    test.each(texts.map((text) => [text]))(`${kind}: %s, however it is typed`, (text) => {
      const ways = {
        'as it is': text,
        NFC: text.normalize('NFC'),
        NFD: text.normalize('NFD'),
        'in a sentence': `Hôm ấy, ${text}, thế đấy.`,
        'in small letters': text.toLowerCase(),
        'in capitals': text.toUpperCase(),
      };
      for (const [way, typed] of Object.entries(ways)) {
        expect(
          inText(typed).map((one) => one.kind),
          way,
        ).toContain(kind);
      }
      // Half the people who write do so without marks; "mình" and "Minh" then cannot be told apart.
      if (!/(?:con|chồng) mình|mình tên/.test(text))
        expect(
          inText(withoutMarks(text)).map((one) => one.kind),
          withoutMarks(text),
        ).toContain(kind);
    });
  }

  test('in every field, and nowhere else', () => {
    const exposures = findExposures({ text: 'Có người bán', where: 'cạnh nhà tôi', when: 'lúc 21:37' });
    expect(exposures.map(({ field, kind }) => `${field} ${kind}`)).toEqual(['where home', 'when minute']);
  });

  test('with the very words that tell it marked, in order, none twice', () => {
    expect(
      found('Nhà tôi ở số 12 thôn Lùng. Chồng em gọi 0912 345 678 lúc 21h37, chỉ mình tôi thấy!'),
    ).toEqual([
      'home: Nhà tôi',
      'house: số 12 ',
      'family: Chồng em',
      'phone: 0912 345 678',
      'minute: lúc 21h37',
      'onlyMe: chỉ mình tôi thấy',
    ]);
    const apart = 'Có đứa bán. Nhà tôi thấy.'.normalize('NFD');
    expect(inText(apart).map(({ start, end }) => apart.slice(start, end))).toEqual([
      'Nhà tôi'.normalize('NFD'),
    ]);
    expect(found('Hai số 0912345678 0987654321')).toEqual(['phone: 0912345678', 'phone: 0987654321']);
  });
});

/** Each is typed with marks, without, in capitals and taken apart. */
const INNOCENT = [
  'Buổi tối có người lạ tới bán thuốc.',
  'Trời tối là chúng nó tụ tập ở cầu.',
  'Còn tối nay chưa thấy ai.',
  'Bọn con trai tới chơi ở quán.',
  'Họ đem tới hai gói.',
  'Mấy em tới chơi rồi về.',
  'Phòng chống tội phạm ma túy.',
  'Anh ta là người vô tội.',
  'Cứ tối là có xe lạ.',
  'Đến tối là chúng bán.',
  'Anh Minh bán ma túy ở chợ.',
  'Con Minh hay qua đó.',
  'Chị Minh tới mua.',
  'Nhà con nghiện ở đầu thôn.',
  'Nhà em Lan có người lạ.',
  'Bố em ấy đi vắng.',
  'Con em trong xã bỏ học.',
  'Anh em nhà đó cùng bán.',
  'Bà con ở bản đều biết.',
  'Hai vợ chồng nó trồng cây lạ.',
  'Hàng xóm đều biết.',
  'Trường học đóng cửa buổi tối.',
  'Ba em học sinh hút thuốc lá điện tử.',
  'Nó bán 3g 50 nghìn.',
  'Lúc 10h 20 người tụ tập.',
  'Khoảng 9 giờ tối.',
  'Tụ tập lúc 21 giờ 00.',
  'Ngày 20/11/2026, có hai xe.',
  'Từ 03.11.2026 20 người đến.',
  'Biển số 24B1-123.45.',
  'Giá 200.000.000 đồng.',
  'Khoảng 1.200.000.000 đồng.',
  'Gọi 113 không được.',
  'Gọi 0692.509.489 mấy lần.',
  'Số nhà 12, ngõ 3, thôn Sín Chải.',
  'Ngôi nhà số 12 đầu đường.',
  'Họ nói với tôi là không có gì.',
  'Người đàn ông tôi thấy đội mũ.',
  'Nó ở một mình.',
  'Tội phạm tới lúc nửa đêm.',
  'Trưởng thôn tới nhà nó.',
  'Xóm trưởng tới nhà nó.',
  'Chỉ biết tên là Tủa.',
];

describe('innocent words raise no question', () => {
  test.each(INNOCENT.map((text) => [text]))('%s', (text) => {
    expect(found(text)).toEqual([]);
    expect(found(text.normalize('NFD')), 'NFD').toEqual([]);
    // In capitals a name looks like any word.
    if (!/ Lan /.test(text)) expect(found(text.toUpperCase()), 'in capitals').toEqual([]);
    if (/tôi/.test(text)) return;
    expect(found(withoutMarks(text)), withoutMarks(text)).toEqual([]);
  });

  test('an empty draft raises none', () => {
    expect(findExposures({ text: '', where: '', when: '' })).toEqual([]);
  });
});

describe('wider words', () => {
  test.each([
    ['Lúc 21:37 có xe đến.', 'Buổi tối có xe đến.'],
    ['Có xe đến lúc 9 giờ 37 tối qua.', 'Có xe đến mấy hôm nay, buổi tối.'],
    ['Tối qua lúc 9 giờ 37, có xe.', 'Mấy hôm nay, buổi tối, có xe.'],
    ['9h37 sáng có xe', 'buổi sáng có xe'],
    // 9 in the morning or at night is not for us to say.
    ['9 giờ 37 có xe', 'khoảng 9 giờ có xe'],
    ['chín giờ ba mươi bảy phút có xe', 'khoảng chín giờ có xe'],
    ['Ngày hội, 14:05 ngày 20/11/2026.', 'Ngày hội, tháng 11, buổi chiều.'],
    ['luc 21h37 toi thay xe', 'buổi tối toi thay xe'],
    ['lúc 00:10', 'ban đêm'],
    ['lúc 07:15', 'buổi sáng'],
    ['Nhà cạnh nhà tôi bán.', 'Nhà trong xóm bán.'],
    ['Nhà sát vách bán.', 'Nhà trong xóm bán.'],
    ['Hàng xóm tôi bán.', 'Người trong xóm bán.'],
  ])('%s becomes: %s', (text, wide) => {
    expect(widened(text)).toBe(wide);
  });

  test('the number of a house goes where the own house is the mark, and the hamlet stays', () => {
    const draft = { text: 'Nhà tôi thấy hết.', where: 'Số nhà 12, ngõ 3, thôn Sín Chải', when: '' };
    const inWhere = findExposures(draft).filter(({ field }) => field === 'where');
    expect(inWhere.map(({ kind }) => kind)).toEqual(['house']);
    expect(widen(draft.where, inWhere)).toBe('thôn Sín Chải');
  });

  test('where there are none, the words stay', () => {
    expect(widened('Chồng tôi nghiện.')).toBe('Chồng tôi nghiện.');
  });
});

test('the sentence around a finding does not end at the points of a number', () => {
  const text = 'Một. Gọi 0912.345.678 hoặc a@b.com nhé! Ba.\nBốn';
  const [phone] = inText(text);
  if (!phone) throw new Error('not found');
  const { start, end } = sentenceAround(text, phone);
  expect(text.slice(start, end).trim()).toBe('Gọi 0912.345.678 hoặc a@b.com nhé!');
});

test('whatever is typed, every finding lies in its field, and wider words end the question they answer', () => {
  const words = [
    'nhà',
    'tôi',
    'con',
    'toi',
    'lúc',
    '21:37',
    'tối',
    'qua',
    '0912345678',
    'số',
    '12',
    'thôn',
    '\n',
    '.',
    'ấ',
  ];
  const text = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.array(fc.constantFrom(...words)).map((all) => all.join(' ')),
  );
  fc.assert(
    fc.property(text, text, (typed, where) => {
      const draft = { text: typed, where, when: '' };
      let end = 0;
      for (const one of findExposures(draft).filter(({ field }) => field === 'text')) {
        expect(one.start).toBeGreaterThanOrEqual(end);
        expect(one.end).toBeGreaterThan(one.start);
        end = one.end;
      }
      expect(end).toBeLessThanOrEqual(typed.length);
      const times = inText(typed).filter(({ kind }) => kind === 'minute');
      expect(inText(widen(typed, times)).filter(({ kind }) => kind === 'minute')).toEqual([]);
    }),
  );
});
