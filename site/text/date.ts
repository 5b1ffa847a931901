/**
 * A date as far as it is known, the way Vietnamese offices print it (Nghị định 30/2020/NĐ-CP: a zero before days
 * under 10 and before months 1 and 2 only): `2026-02-28` gives "28/02/2026", `2025-08-04` "04/8/2025", `2026-02`
 * "tháng 02/2026", `2026` "năm 2026". Works on the text alone: no time zone, no clock.
 */
export function formatDate(date: string): string {
  const [year, month, day] = date.split('-');
  if (!month) return `năm ${year}`;
  const printed = Number(month) < 3 ? month : String(Number(month));
  return day ? `${day}/${printed}/${year}` : `tháng ${printed}/${year}`;
}

/** The last of some dates written `YYYY-MM-DD`; "" of none. */
export function latest(dates: string[]): string {
  return [...dates].sort().at(-1) ?? '';
}
