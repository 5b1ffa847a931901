/**
 * Vietnamese without tone marks, in lower case: "Đường dây nóng" gives "duong day nong". Takes any
 * normal form; đ, which no normal form takes apart, becomes d.
 */
export function foldVietnamese(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').replace(/[đĐ]/g, 'd').toLowerCase();
}

/** An ASCII id for a heading or an address: "Đường dây nóng" gives "duong-day-nong". */
export function slugOf(text: string): string {
  return foldVietnamese(text)
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
}
