/** Which page stands at which address in which language. */

// Pages that are words of the interface and facts only: every language has them.
export const INTERFACE_PAGES = ['/', '/duong-day-nong/', '/bao-tin/', '/bao-tin/tra-loi/', '/bao-tin/thu/'];
// Fixed pages whose long text is content, by its name.
export const TEXT_PAGES: Readonly<Record<string, string>> = { 'an-toan': '/an-toan/', 'can-bo': '/can-bo/' };
// Those of them that other languages may have, by the name of their translation.
export const LONG_PAGES: Readonly<Record<string, string>> = { 'an-toan': '/an-toan/' };

/** The address of a long text, in Vietnamese: `an-toan`, or the name of a page of advice. */
export function addressOfText(name: string): string {
  return LONG_PAGES[name] ?? `/kien-thuc/${name}/`;
}

/** The language whose words are in a file of this folder: `en` for `en.json`; undefined for its other files. */
export function languageOfFile(name: string): string | undefined {
  return /^([a-z]{2,3})\.json$/.exec(name)?.[1];
}

/** `/en/an-toan/` is `/an-toan/` in `en`; without a known code in front it is Vietnamese. */
export function splitAddress(path: string, codes: readonly string[]): { code: string; page: string } {
  const [, first = '', ...rest] = path.split('/');
  return codes.includes(first) && first !== 'vi'
    ? { code: first, page: `/${rest.join('/')}` }
    : { code: 'vi', page: path };
}

/**
 * Where a page stands in a language: `/an-toan/` in `en` is `/en/an-toan/`; null when it is not there.
 * `texts` are the names of the long texts that this language has.
 */
export function addressIn(code: string, page: string, texts: readonly string[]): string | null {
  if (code === 'vi') return page;
  const there = INTERFACE_PAGES.includes(page) || texts.some((name) => addressOfText(name) === page);
  return there ? `/${code}${page}` : null;
}
