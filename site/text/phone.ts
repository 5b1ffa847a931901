const digitWords = ['không', 'một', 'hai', 'ba', 'bốn', 'năm', 'sáu', 'bảy', 'tám', 'chín'];

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
