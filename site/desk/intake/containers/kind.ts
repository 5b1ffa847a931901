/** What a file is by its first bytes; mail programs and people rename files. */
/* oxlint-disable no-control-regex -- these are bytes, one letter each */
import { decodeMailedHead } from '../../../../worker/contract/mailed-file.ts';
import { isTarHead } from './tar.ts';

export type Kind =
  | 'tip'
  | 'key-file'
  | 'manifest'
  | 'mail'
  | 'mbox'
  | 'emlx'
  | 'utf-16'
  | 'zip'
  | 'gzip'
  | 'tar'
  | 'tnef'
  | 'ole'
  | 'cms'
  /** An archive that nothing here unpacks. */
  | 'packed'
  /** All the mails of a mail program in a form of its own. */
  | 'mail-store'
  /** Text encrypted with PGP. */
  | 'locked-mail'
  | 'web-page'
  | 'picture'
  /** Of an office program. */
  | 'document'
  /** What systems and mail programs put beside files: of no use to anyone. */
  | 'by-product'
  | 'empty'
  | 'text'
  | 'foreign';

// In this order; some stand behind a byte order mark and blank lines, as mail programs and people leave them.
const STARTS: readonly [Kind, RegExp][] = [
  ['key-file', /^age-encryption\.org\/v1\r?\n-> scrypt /],
  ['tip', /^age-encryption\.org\/v1\r?\n/],
  ['ole', /^\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1/],
  ['tnef', /^\x78\x9F\x3E\x22/],
  ['document', /^PK\x03\x04[^]{26}(\[Content_Types\]\.xml|_rels\/|docProps\/|mimetypeapplication\/vnd)/],
  ['zip', /^PK(\x03\x04|\x05\x06|\x07\x08)/],
  ['gzip', /^\x1F\x8B\x08/],
  // ContentInfo of CMS: a sequence with one of its types in front.
  [
    'cms',
    /^\x30(?:\x80|[\x01-\x7F]|[\x81-\x86][^]{1,6}?)\x06(?:\x09\x2A\x86\x48\x86\xF7\x0D\x01\x07|\x0B\x2A\x86\x48\x86\xF7\x0D\x01\x09\x10\x01)/,
  ],
  ['packed', /^(Rar!|7z\xBC\xAF\x27\x1C|BZh[1-9]|\xFD7zXZ\0|\x28\xB5\x2F\xFD|MSCF|\x1F[\x9D\xA0]|..-lh\d-)/],
  ['mail-store', /^(!BDN|\xCF\xAD\x12\xFE)/],
  ['picture', /^(\xFF\xD8\xFF|\x89PNG|GIF8|BM[^]{4}\0{4}|RIFF[^]{4}WEBP|II\*\0|MM\0\*|\x01\0{3}[^]{36} EMF)/],
  ['by-product', /^(\0\x05\x16\x07\0|\0{3}\x01Bud1|-----BEGIN PGP SIGNATURE-----)/],
  ['document', /^%PDF-/],
  ['locked-mail', /^-----BEGIN PGP MESSAGE-----/],
  ['utf-16', /^(\xFF\xFE[^]|\xFE\xFF[^]|([\n\r\t -~]\0){4}|(\0[\n\r\t -~]){4})/],
];
const TEXT_STARTS: readonly [Kind, RegExp][] = [
  ['key-file', /^age-encryption\.org\/v1\r?\n-> scrypt /],
  ['tip', /^age-encryption\.org\/v1\r?\n/],
  ['zip', /^PK\x03\x04/],
  ['manifest', /^\{\s*"(note|sig)"/],
  [
    'web-page',
    /^(<\?xml[^>]*>\s*|<!--(?:[^-]|-(?!->))*-->\s*)*<(!doctype\s+html|html|head|body|meta|script)\b/i,
  ],
  ['picture', /^(<\?xml[^>]*>\s*|<!--(?:[^-]|-(?!->))*-->\s*)*<svg\b/],
  ['mbox', /^From [^\n]*\n>?[!-9;-~]+[ \t]*:/],
  ['mbox', /^From [^\n]*\n>From /],
  ['emlx', /^\d+[ \t]*\r?\n[!-9;-~]+:/],
  // Other files, too, begin with a word and a colon: among the first headers is one of those that every mail has some of.
  [
    'mail',
    /^(?!begin:)(?:[!-9;-~]+[ \t]*:(?!\/\/)[^\n]*\n(?:[ \t][^\n]*\n)*)*?(?:from|to|cc|subject|date|received|sender|return-path|reply-to|delivered-to|mime-version|message-id|(?:arc|content|dkim|list|resent|x)-[!-9;-~]+)[ \t]*:/i,
  ],
];

/** Bytes that stand in no text, be it ASCII, Latin or UTF-8. */
const NO_TEXT = /[\0-\x08\x0E-\x1A\x1C-\x1F]/;

/** Never throws. Only the head is looked at, a kilobyte, of a text more: gateways put long headers first. */
export function containerKindOf(bytes: Uint8Array): Kind {
  if (bytes.length === 0) return 'empty';
  if (decodeMailedHead(bytes)) return 'tip';
  const head = String.fromCharCode(...bytes.subarray(0, 1_024));
  const known = STARTS.find(([, start]) => start.test(head));
  if (known) return known[0];
  if (isTarHead(bytes.subarray(0, 512))) return 'tar';
  const text = String.fromCharCode(...bytes.subarray(0, 16_384)).replace(/^(\xEF\xBB\xBF)?\s*/, '');
  return TEXT_STARTS.find(([, start]) => start.test(text))?.[0] ?? (NO_TEXT.test(head) ? 'foreign' : 'text');
}
