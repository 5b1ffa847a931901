/** Hostile text made safe to look at. */
import { LIMITS } from '../envelope/tip.ts';

// Five times what an honest phone can send: what only a forged tip exceeds must not freeze the desk.
const LONGEST = 5 * LIMITS.text;

/**
 * Text as the desk shows it: characters that show nothing themselves but can rearrange or hide others (controls,
 * direction marks and overrides, tags, lone surrogates) are written out as ‹U+202E›. Line feeds, tabs, and the joiners
 * inside emoji or non-Latin words stay. Over 20,000 UTF-16 units the rest is cut, and the cut is said.
 */
export function showInvisible(text: string): string {
  const shown = text
    .slice(0, LONGEST)
    .replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}\u115F\u1160\u3164\uFFA0]/gu, (char, at: number) => {
      if (char === '\n' || char === '\t' || (isJoiner(char) && joins(text.slice(Math.max(0, at - 2), at))))
        return char;
      return `‹U+${(char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}›`;
    });
  return text.length > LONGEST ? `${shown}\n‹${text.length} ký tự, chỉ hiện ${LONGEST} ký tự đầu›` : shown;
}

// Zero-width space (Khmer word ends), non-joiner and joiner (Arabic, Indic, emoji families).
const isJoiner = (char: string) => char === '\u200B' || char === '\u200C' || char === '\u200D';

const joins = (before: string) =>
  /[\p{Extended_Pictographic}\p{Emoji_Modifier}\uFE0F]$/u.test(before) ||
  /[^\p{Script=Latin}\p{Script=Common}]$/u.test(before);
