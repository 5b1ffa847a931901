import type { Category } from '../../envelope/tip.ts';

/** Line drawings for those who read little, 32 x 32 units, made for a stroke of 1.6. */
export const CATEGORY_DRAWINGS: Readonly<Record<Category, string>> = {
  use: 'M19 5l8 8M23 9l-4 4M21 15L12 24l-4-4 9-9zM10 22l-6 6M14 14l2 2M11 17l2 2',
  sale: 'M4 8h19M18 3l5 5-5 5M28 24H9M14 19l-5 5 5 5M16 13a3 3 0 1 0 0 6 3 3 0 0 0 0-6z',
  storage: 'M4 7h24v6H4zM6 13h20v13H6zM12 18h8',
  growing: 'M16 28V13M16 19c-6 0-9-3-9-8 6 0 9 3 9 8zM16 14c0-6 3-9 9-9 0 6-3 9-9 9zM9 28h14',
  disguised: 'M8 11h16l-2 17H10zM5 11h22M17 11l2-8h5M14 17.5a2.2 2.2 0 1 1 3 2c-.8.4-1 .9-1 1.7M16 24v.1',
  other: 'M4 6h24v16H15l-6 6v-6H4zM10 14h.1M16 14h.1M22 14h.1',
};
