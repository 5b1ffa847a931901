const digitWords = ['không', 'một', 'hai', 'ba', 'bốn', 'năm', 'sáu', 'bảy', 'tám', 'chín'];

// Groups as a document prints them, and the lengths of Vietnam's numbering plan (Thông tư 22/2014/TT-BTTTT): emergency
// and short service numbers, 1800 and 1900, mobile lines, fixed ones with their area code. The police's own network (069)
// may have shorter ones; taking them would let a hotline pass that lacks a digit. Zeros are the blank of a template.
const GROUPED = /^\d{2,4}(\.\d{2,4})*$/;
const DIALLED = /^(1\d{2,3}|1[89]00\d{4,6}|0[2-9]\d{8,9}|0{10})$/;

/** Whether this is a whole number as the site prints it, dots between its groups: `0692.509.489`, `0214.3880.113`, `113`. */
export function isPhone(printed: string): boolean {
  return GROUPED.test(printed) && DIALLED.test(printed.replaceAll('.', ''));
}

/** The `tel:` address of a number as printed (`0692.509.489`): digits only, so every dialler takes it. */
export function telHref(number: string): string {
  return `tel:${number.replace(/\D/g, '')}`;
}

/**
 * A number in words one can read aloud, digit by digit, with a comma at each printed dot:
 * `0692.509.489` gives "không sáu chín hai, năm không chín, bốn tám chín". `words` are the ten digits'.
 */
export function spellPhone(number: string, words: readonly string[] = digitWords): string {
  const spellGroup = (group: string) => [...group].map((digit) => words[Number(digit)]).join(' ');
  return number.split('.').map(spellGroup).join(', ');
}
