// A loudspeaker carries far and echoes: slower than talking to somebody.
const WORDS_A_MINUTE = 140;

/** How long a text takes when read over a loudspeaker, in seconds, to the nearest five. Markup signs are not read. */
export function speakingSeconds(text: string): number {
  const words = text.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word)).length;
  return Math.round(((words / WORDS_A_MINUTE) * 60) / 5) * 5;
}
