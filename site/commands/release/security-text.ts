/** `/.well-known/security.txt` (RFC 9116): whom to tell of a hole in this line. .github/SECURITY.md says how. */

/** Where it lies in the built site. */
export const securityFile = '.well-known/security.txt';

/** In place of a contact on this machine: a name that never leads anywhere (RFC 2606). */
export const LOCAL_SECURITY_CONTACT = 'https://ban-chay-thu.invalid/';

// Vietnam's fixed lines have eleven digits, all others ten: no hour behind a number is taken for its end.
const WAYS =
  /(?<web>https:\/\/[^\s,;()]*[^\s,;().])|(?<mail>[\w.+-]+@[a-z0-9-]+(?:\.[a-z0-9-]+)+)|(?<![\d+])(?:\+84|0)[ .-]?(?<phone>2(?:[ .-]?\d){9}|[35-9](?:[ .-]?\d){8})(?!\d)/gi;

/**
 * The ways to reach the operator that stand in their contact, one line of free text, as the addresses that RFC 9116 takes:
 * `https:`, `mailto:`, `tel:` (numbers of Vietnam only, as from abroad), in the order in which they stand. Empty when it
 * holds none.
 */
export function contactsIn(contact: string): string[] {
  return [...contact.matchAll(WAYS)].map(({ groups: { web, mail, phone = '' } = {} }) =>
    web ? new URL(web).href : mail ? `mailto:${mail}` : `tel:+84${phone.replace(/\D/g, '')}`,
  );
}

/**
 * The text of the file for the site at `siteUrl`, built from a commit of the time `committed`; it expires a year after
 * that, so that the same commit gives the same bytes. Null where there is nobody to name, or no commit to count from: the
 * site then has no such file, for the RFC allows none without both.
 */
export function securityText(site: {
  siteUrl: string;
  contacts: readonly string[];
  committed: Date | null;
}): string | null {
  const { siteUrl, contacts, committed } = site;
  if (contacts.length === 0 || !committed) return null;
  const expires = new Date(committed);
  expires.setUTCFullYear(expires.getUTCFullYear() + 1);
  return [
    '# Đừng gửi tin báo thật, mã nhận hay tệp khóa. / Never send a real tip, a receipt or a key file.',
    ...contacts.map((contact) => `Contact: ${contact}`),
    `Expires: ${expires.toISOString()}`,
    'Preferred-Languages: vi, en',
    // The RFC has no place for a site on this machine, which has no certificate.
    ...(siteUrl.startsWith('https:') ? [`Canonical: ${siteUrl}/${securityFile}`] : []),
    '',
  ].join('\n');
}
