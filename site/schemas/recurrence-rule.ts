/**
 * How often a duty comes back, in the few forms plans need: a weekday, a day of each month (-1: the last), a day of
 * one month each year, or one whole month each year. A subset of RFC 5545, section 3.3.10.
 */
export const RULE =
  /^FREQ=(?:WEEKLY;BYDAY=(?:MO|TU|WE|TH|FR|SA|SU)|MONTHLY;BYMONTHDAY=(?:-1|[1-9]\d?)|YEARLY;BYMONTH=(?:[1-9]|1[0-2])(?:;BYMONTHDAY=(?:-1|[1-9]\d?))?)$/;
