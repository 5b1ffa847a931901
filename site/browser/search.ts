/** Search as one types. The library and the list of pages come on first focus, never before. */
import type { ListedPage } from '../catalog/listing.ts';
import type { Find } from './find.ts';

/** What the page hands over: its words, with `{n}` for the number of results. */
interface Words {
  loading: string;
  failed: string;
  none: string;
  found: string;
}

const place = document.querySelector<HTMLFormElement>('form.find');
if (place) startSearch(place);

function startSearch(form: HTMLFormElement): void {
  const input = form.querySelector('input');
  const status = form.querySelector('[role=status]');
  const list = form.querySelector('ul');
  if (!input || !status || !list) return;
  const words = JSON.parse(form.dataset.words ?? '{}') as Words;
  form.classList.remove('asleep');

  let loading: Promise<Find> | null = null;
  const load = () =>
    (loading ??= loadFind().catch((error: unknown) => {
      // The next key press tries again.
      loading = null;
      throw error;
    }));

  const answer = async () => {
    const query = input.value;
    if (query.trim() === '') return show(status, list, '', []);
    status.textContent ||= words.loading;
    try {
      const find = await load();
      // Somebody who types on gets the answer to what stands there now.
      if (input.value !== query) return;
      const pages = find(query);
      show(
        status,
        list,
        pages.length > 0 ? words.found.replace('{n}', String(pages.length)) : words.none,
        pages,
      );
    } catch {
      show(status, list, words.failed, []);
    }
  };

  input.addEventListener('focus', () => void load().catch(() => undefined), { once: true });
  input.addEventListener('input', () => void answer());
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void answer().then(() => list.querySelector('a')?.focus());
  });
  form.addEventListener('keydown', (event) => moveFocus(event, input, list));
}

async function loadFind(): Promise<Find> {
  const [{ makeFind }, response] = await Promise.all([import('./find.ts'), fetch('/tim/muc-luc.json')]);
  if (!response.ok) throw new Error(String(response.status));
  return makeFind((await response.json()) as ListedPage[]);
}

function show(status: Element, list: Element, text: string, pages: ListedPage[]): void {
  status.textContent = text;
  // No replaceChildren: Chrome 80 has none.
  list.textContent = '';
  list.append(...pages.map(itemOf));
}

function itemOf(page: ListedPage): HTMLLIElement {
  const item = document.createElement('li');
  const link = document.createElement('a');
  link.href = page.address;
  link.textContent = page.title;
  const about = document.createElement('small');
  about.textContent = [page.kind, page.place].filter(Boolean).join(' · ');
  const line = document.createElement('p');
  line.textContent = page.summary;
  item.append(link, about, line);
  return item;
}

/** Up and down go through the results, Escape goes back to the field. */
function moveFocus(event: KeyboardEvent, input: HTMLInputElement, list: Element): void {
  const stops: HTMLElement[] = [input, ...list.querySelectorAll('a')];
  const at = stops.indexOf(document.activeElement as HTMLElement);
  const steps: Record<string, number> = { ArrowDown: at + 1, ArrowUp: at - 1, Escape: 0 };
  const next = steps[event.key];
  if (at < 0 || next === undefined || (event.key === 'Escape' && at === 0)) return;
  event.preventDefault();
  stops[next]?.focus();
}
