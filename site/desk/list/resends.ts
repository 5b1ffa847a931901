/** Which missing numbers the line is asked to mail again, and by whom. Pure, no DOM. */
import {
  MAX_RESEND_NUMBERS,
  MAX_RESEND_RANGES,
  type ResendRequest,
} from '../../../worker/contract/resend.ts';
import type { Gap, InboxList } from './list.ts';

/** What an officer asks for; the worker that signs it adds the day and what makes it good for once. */
export type Resend = Pick<ResendRequest, 'inbox' | 'to' | 'ranges'>;

/** Whether the key of the inbox `home` may ask for this list. Whose key oversight's is, only the line knows. */
export function isAskable({ inbox, to }: Pick<InboxList, 'inbox' | 'to'>, home: string): boolean {
  return to === 'oversight' || inbox === home;
}

/**
 * The lowest missing numbers that fit one request, above those up to `asked` that were asked for before: some may be
 * kept no more, and must not bar the way to the rest. After the last it begins anew.
 */
export function nextRanges(gaps: readonly Gap[], asked: number): Gap[] {
  const left = gaps
    .filter(({ to }) => to > asked)
    .map(({ from, to }) => ({ from: Math.max(from, asked + 1), to }));
  const ranges: Gap[] = [];
  let room = MAX_RESEND_NUMBERS;
  for (const { from, to } of (left.length > 0 ? left : gaps).slice(0, MAX_RESEND_RANGES)) {
    if (room === 0) break;
    const last = Math.min(to, from + room - 1);
    ranges.push({ from, to: last });
    room -= last - from + 1;
  }
  return ranges;
}
