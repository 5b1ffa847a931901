/** Which frames for avatars and covers there are: one of each format for every plan that asks for them. */
import type { FrameFormat, FrameWords } from '../print/sheets/avatar-frame.ts';
import type { Place } from '../schemas/place.ts';
import type { PosterEntry } from './entries.ts';

/** The frame of a plan. */
export interface PlanFrame {
  /** Id of the plan. */
  plan: string;
  /** The poster whose headline it bears: its id and its group. */
  poster: { id: string; group: number };
  section: string;
  /** Whom the plan asks to use it. */
  asks: string;
  reviewed: string;
  words: FrameWords;
}

/** The frames that posters lend their headlines to, at most one a plan. Throws for a poster of no place. */
export function framesOf(
  posters: readonly PosterEntry[],
  placeOf: (id: string) => Place | undefined,
): PlanFrame[] {
  const found = new Map<string, PlanFrame>();
  for (const { id, data } of posters) {
    const { frame, plan, headline, reviewed } = data;
    if (!frame || found.has(plan)) continue;
    const place = placeOf(data.place);
    if (!place)
      throw new Error(`content/posters/${id}.mdx: không có địa bàn "${data.place}" trong content/places`);
    found.set(plan, {
      plan,
      poster: { id, group: data.group },
      ...frame,
      reviewed,
      words: { headline, name: place.name.toLocaleUpperCase('vi') },
    });
  }
  return [...found.values()];
}

/** Address of a frame as PNG: `/khung-anh/lao-cai-2026/anh-dai-dien.png`; filled, `…/anh-dai-dien-chu.png`. */
export const framePath = (plan: string, format: FrameFormat, isFilled: boolean): string =>
  `/khung-anh/${plan}/${format.id}${isFilled ? '-chu' : ''}.png`;
