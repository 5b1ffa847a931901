/**
 * Vietnamese without tone marks, in lower case: "Đường dây nóng" gives "duong day nong". Takes any
 * normal form; đ, which no normal form takes apart, becomes d.
 */
export function foldVietnamese(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').replace(/[đĐ]/g, 'd').toLowerCase();
}

/**
 * An ASCII id for a heading or an address: "Đường dây nóng" gives "duong-day-nong". One longer than `longest`
 * characters is cut after a whole word.
 */
export function slugOf(text: string, longest = Number.POSITIVE_INFINITY): string {
  const slug = foldVietnamese(text)
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
  return slug.length <= longest ? slug : slug.slice(0, longest + 1).replace(/-[^-]*$/, '');
}
