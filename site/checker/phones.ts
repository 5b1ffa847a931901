import { blankCode } from './body.ts';
import type { Mistake } from './source.ts';

// The pages of advice that must name a number: 115 is the same everywhere, and minutes count there.
const EMERGENCY_GUIDES = ['nguy-hiem-ngay-luc-nay', 'khi-dung-lai', 'uong-thuoc-thay-the'];
const EMERGENCY_NUMBER = '115';

const longNumber = /(?<![\d/.,-])(?:\+84|0|1[89]00)(?:[ .-]?\d){4,10}(?![\d/])/g;
const shortNumber = /(?<=(?:gọi|số|cứu|tel:)[^.\n\d]{0,12})11\d(?!\d|%|[.,/]\d)/giu;

/**
 * Phone numbers in a page of advice: it is read everywhere and every place has its own, which the page
 * shows by itself. `id` is the page's.
 */
export function checkPhones(article: string, id: string): Mistake[] {
  const text = blankCode(article);
  return [longNumber, shortNumber]
    .flatMap((pattern) => [...text.matchAll(pattern)])
    .filter(([number]) => !(EMERGENCY_GUIDES.includes(id) && number === EMERGENCY_NUMBER))
    .map(({ 0: number, index }) => ({
      offset: index,
      text: `bài lời khuyên không ghi số điện thoại “${number}”, vì mỗi nơi một số. Viết “số ở cuối trang này”.`,
    }));
}
