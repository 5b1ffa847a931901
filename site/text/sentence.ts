/** The text with its first letter in upper case ("xã Lùng Phình" gives "Xã Lùng Phình"). */
export function startSentence(text: string): string {
  const [first = '', ...rest] = text;
  return first.toLocaleUpperCase('vi') + rest.join('');
}
