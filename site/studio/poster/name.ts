/** What somebody typed, as it stands on the poster and in the name of its file. */
import { DoesNotFit } from '../../print/engine/sheet.ts';
import { slugOf } from '../../text/fold.ts';

/** The headline with one kind of name in the place of the list: "THÔN/ BẢN … " gives "BẢN … ". Throws without the list. */
export function headlineOf(headline: string, kinds: string[], kind: string): string {
  const list = `${kinds.join('/ ')} …`;
  if (!headline.includes(list)) throw new Error(`khẩu hiệu phải có "${list}"`);
  return headline.replace(list, `${kind} …`);
}

/**
 * A name as it is set: NFC, single spaces, without the kind that stands before it anyway. Empty when nothing was
 * typed. Throws `DoesNotFit` for a commune: the sheets of communes have no blank, and this one hangs in a part of one.
 */
export function nameToSet(typed: string, kind: string): string {
  const text = typed.normalize('NFC').replace(/\s+/g, ' ').trim();
  const repeated = `${kind} `.toLocaleLowerCase('vi');
  const name = text.toLocaleLowerCase('vi').startsWith(repeated) ? text.slice(repeated.length) : text;
  const commune = (partOfCommune.includes(kind) ? communeAnywhere : communeApart).exec(name);
  if (commune) {
    throw new DoesNotFit(
      `Chỗ trống không ghi tên xã, phường. Hãy bỏ phần “${name.slice(commune.index).replace(/^[\s,;(-]+/, '')}”.`,
    );
  }
  const mark = /\p{M}/u.exec(name);
  if (mark) {
    throw new DoesNotFit(
      `Có một dấu không thuộc chữ nào, ở “${name.slice(Math.max(0, mark.index - 1), mark.index + 1)}”. Hãy xóa rồi gõ lại chữ đó.`,
    );
  }
  return name;
}

const partOfCommune = ['THÔN', 'BẢN', 'TỔ DÂN PHỐ', 'KHU DÂN CƯ'];
const communeAnywhere = /(?:^|[\s,;(-])(?:xã|phường|thị trấn|đặc khu) /i;
// A school or a company may have the word in its own name: "Hợp tác xã", "Trường Mầm non xã …".
const communeApart = /(?:^|[,;(-] *)(?:xã|phường|thị trấn|đặc khu) /i;

/** Name of a file to keep, in ASCII: `ap-phich-nhom-2-thon-ban-pho-0.8x1.6.pdf`. */
export function fileNameOf(
  poster: string,
  { kind, name, size }: { kind: string; name: string; size: string },
  ending: string,
): string {
  // Some file systems and most mail programs cut what is longer than about a hundred.
  return `ap-phich-${poster}-${slugOf(`${kind} ${name}`, 60)}-${size}.${ending}`;
}
