import { blankCode } from './body.ts';
import type { Mistake } from './source.ts';

// The same everywhere; pages of advice where minutes count say so (`ambulance`) and may name it.
const AMBULANCE = '115';

const longNumber = /(?<![\d/.,-])(?:\+84|0|1[89]00)(?:[ .-]?\d){4,10}(?![\d/])/g;
const shortNumber = /(?<=(?:gọi|số|cứu|tel:)[^.\n\d]{0,12})11\d(?!\d|%|[.,/]\d)/giu;

/**
 * Phone numbers in a page of advice: it is read everywhere and every place has its own, which the page
 * shows by itself; 115 apart where the page may name it (`ambulance`).
 */
export function checkPhones(article: string, ambulance: boolean): Mistake[] {
  const text = blankCode(article);
  return [longNumber, shortNumber]
    .flatMap((pattern) => [...text.matchAll(pattern)])
    .filter(([number]) => !(ambulance && number === AMBULANCE))
    .map(({ 0: number, index }) => ({
      offset: index,
      text: `bài lời khuyên không ghi số điện thoại “${number}”, vì mỗi nơi một số. Viết “số ở cuối trang này”.`,
    }));
}
