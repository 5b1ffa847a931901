/** Hostile text made safe to look at. */
import { LIMITS } from './tip.ts';

/** Five times what an honest phone can send: what only a forged tip exceeds must not freeze the screen. */
export const LONGEST = 5 * LIMITS.text;

/**
 * Text from someone else as it is shown: characters that show nothing themselves but can rearrange or hide others (controls,
 * direction marks and overrides, tags, lone surrogates) are written out as ‹U+202E›. Line feeds, tabs, and the joiners
 * inside emoji or non-Latin words stay. Over 20,000 UTF-16 units the rest is cut, and the cut is said.
 */
export function showInvisible(text: string): string {
  let shown = '';
  let before = '';
  // Character by character: Chromium 156 misses characters beyond U+FFFF in a class before `$` (`/[\u{1F468}]$/u`).
  for (const char of text.slice(0, LONGEST)) {
    const isSafe = !INVISIBLE.test(char) || /[\n\t]/.test(char) || (JOINER.test(char) && JOINED.test(before));
    shown += isSafe ? char : `‹U+${(char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}›`;
    before = char;
  }
  if (text.length > LONGEST) shown += `\n‹${text.length} ký tự, chỉ hiện ${LONGEST} ký tự đầu›`;
  return shown;
}

const INVISIBLE = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}\u115F\u1160\u3164\uFFA0]/u;

// Zero-width space (Khmer word ends), non-joiner and joiner (Arabic, Indic, emoji families), and what they may follow.
const JOINER = /[\u200B\u200C\u200D]/;
const JOINED =
  /\p{Extended_Pictographic}|\p{Emoji_Modifier}|\uFE0F|[^\p{Script=Latin}\p{Script=Common}\p{Script=Inherited}]/u;
