import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { showInvisible } from '../../../site/envelope/visible-text.ts';
import { sayGaps, sayHour, saySize } from '../../../site/desk/words.ts';

describe('text of a tip on the desk', () => {
  it.each([
    ['Bán ở quán nước, gần cầu.\n\tHai người.', 'Bán ở quán nước, gần cầu.\n\tHai người.'],
    ['<script>alert(1)</script>', '<script>alert(1)</script>'],
    ['an\u202Egpj.exe', 'an‹U+202E›gpj.exe'],
    ['\u2066a\u2069\u200F', '‹U+2066›a‹U+2069›‹U+200F›'],
    ['a\0b\u001B[31mc\u007F\u0085\r', 'a‹U+0000›b‹U+001B›[31mc‹U+007F›‹U+0085›‹U+000D›'],
    ['a\u2028b\u2029', 'a‹U+2028›b‹U+2029›'],
    ['\uD800x', '‹U+D800›x'],
    ['a\u{E0041}', 'a‹U+E0041›'],
    ['e\u0301\u200Bt', 'e\u0301‹U+200B›t'],
    ['m\u200Ba\u00ADt\uFEFFu\u3164y', 'm‹U+200B›a‹U+00AD›t‹U+FEFF›u‹U+3164›y'],
  ])('shows %j as %j', (text, shown) => {
    expect(showInvisible(text)).toBe(shown);
  });

  it.each([
    ['a family', '👨‍👩‍👧 👍🏽‍ ❤️‍🔥'],
    ['Khmer, whose words end in zero-width spaces', 'ភាសា\u200Bខ្មែរ'],
    ['Arabic and Hebrew', 'مرحبا \u05E9\u05DC\u05D5\u05DD'],
    ['decomposed Vietnamese', 'Tiếng Việt'.normalize('NFD')],
  ])('leaves %s alone', (_what, text) => {
    expect(showInvisible(text)).toBe(text);
  });

  it('never lets a direction mark or control through', () => {
    const anyCharacter = fc.integer({ min: 0, max: 0x10ffff }).map((code) => String.fromCodePoint(code));
    const unit = fc.oneof(
      anyCharacter,
      fc.constantFrom('\u202E', '\u2067', '\u061C', '\u200E', '\u0007', 'a'),
    );
    fc.assert(
      fc.property(fc.array(unit), (parts) => {
        expect(showInvisible(parts.join(''))).not.toMatch(/\p{Bidi_Control}|(?![\n\t])\p{Cc}/u);
      }),
    );
  });

  it('cuts what no phone could have sent, and says so', () => {
    const shown = showInvisible('a'.repeat(3_000_000));
    expect(shown.length).toBeLessThan(21_000);
    expect(shown).toContain('‹3000000 ký tự, chỉ hiện 20000 ký tự đầu›');
    expect(showInvisible('a'.repeat(4_000))).toHaveLength(4_000);
  });
});

describe('words', () => {
  it('say gaps the way people read them aloud', () => {
    expect(
      sayGaps([
        { from: 3, to: 3 },
        { from: 12, to: 13 },
        { from: 20, to: 25 },
      ]),
    ).toBe('3, 12, 13, 20 đến 25');
  });

  it('say an hour of UTC in Vietnamese time, over midnight too', () => {
    expect(sayHour('2026-11-21T00')).toBe('7 giờ ngày 21/11/2026');
    expect(sayHour('2026-12-31T20')).toBe('3 giờ ngày 01/01/2027');
    expect(sayHour('soon')).toBe('không rõ giờ');
  });

  it('say sizes as a file manager does', () => {
    expect([saySize(1), saySize(123_456), saySize(2_500_000)]).toEqual(['1 KB', '124 KB', '2,5 MB']);
  });
});
