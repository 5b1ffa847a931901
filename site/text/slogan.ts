/** The end of the campaign's headlines, which photo frames set apart. */
export const SLOGAN = 'KHÔNG MA TÚY';

/** Whether a headline can stand on a frame: it has no blank and ends in the slogan. */
export const fitsFrame = (headline: string): boolean =>
  !headline.includes('…') && headline.endsWith(` ${SLOGAN}`);
