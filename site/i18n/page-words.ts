import { spokenIn } from './language.ts';
import vi from './pages.vi.json' with { type: 'json' };
import { quoteAll } from './quoted-numbers.ts';

/** The words of pages and components that there are in Vietnamese only, one object a page, their numbers filled in. */
export const pageWords = quoteAll(vi, spokenIn('vi'));
