/**
 * A date as far as it is known, the Vietnamese way: `2026-02-28` gives "28/02/2026", `2026-02` gives
 * "tháng 02/2026", `2026` gives "năm 2026". Works on the text alone: no time zone, no clock.
 */
export function formatDate(date: string): string {
  const [year, month, day] = date.split('-');
  if (day) return `${day}/${month}/${year}`;
  return month ? `tháng ${month}/${year}` : `năm ${year}`;
}
