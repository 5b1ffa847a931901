/**
 * Quick filters of `/viec/`: by place, agency and deadline. What is past is known only here, on the reader's own
 * clock; the page itself never says. The choice stands in the address, so that it can be sent to somebody.
 */
const form = document.querySelector<HTMLFormElement>('.filters');
const fields = ['noi', 'ai', 'han'] as const;

if (form) {
  const now = new Date();
  // Written by hand: toISOString would give yesterday before seven in the morning in Vietnam.
  const today = [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((n) => String(n).padStart(2, '0'));
  const groups = [...document.querySelectorAll<HTMLElement>('.agenda > li')];
  markToday(groups, today.join('-'), today.reverse().join('/'));
  readAddress(form);
  const show = () => showChosen(form, groups);
  form.addEventListener('change', () => {
    writeAddress(form);
    show();
  });
  form.hidden = false;
  show();
}

/** Folds the days that are past, and puts a line for today after them. */
function markToday(groups: HTMLElement[], today: string, printed: string): void {
  const list = groups.find((group) => group.dataset.day)?.parentElement;
  const past = groups.filter((group) => group.dataset.day && group.dataset.day < today);
  const line = document.createElement('li');
  line.className = 'today';
  line.textContent = `Hôm nay, ${printed}`;
  list?.prepend(line);
  if (past.length === 0) return;
  const folded = document.createElement('li');
  folded.className = 'gone';
  const [details, summary, inner] = (['details', 'summary', 'ol'] as const).map((tag) =>
    document.createElement(tag),
  );
  if (!details || !summary || !inner) return;
  summary.textContent = 'Việc đã qua hạn';
  inner.className = 'agenda';
  for (const group of past) group.classList.add('past');
  inner.append(...past);
  details.append(summary, inner);
  folded.append(details);
  list?.prepend(folded);
}

function chosen(form: HTMLFormElement): Record<(typeof fields)[number], string> {
  const data = new FormData(form);
  const of = (name: string) => String(data.get(name) ?? '');
  return { noi: of('noi'), ai: of('ai'), han: of('han') };
}

function showChosen(form: HTMLFormElement, groups: HTMLElement[]): void {
  const { noi, ai, han } = chosen(form);
  let count = 0;
  for (const group of groups) {
    const term = !group.dataset.day ? 'lap-lai' : group.classList.contains('past') ? 'da-qua' : 'sap-toi';
    let here = 0;
    for (const duty of group.querySelectorAll<HTMLElement>('li[data-place]')) {
      duty.hidden =
        (noi !== '' && duty.dataset.place !== noi) ||
        (ai !== '' && duty.querySelector('b')?.textContent !== ai) ||
        (han !== '' && term !== han);
      if (!duty.hidden) here += 1;
    }
    group.hidden = here === 0;
    count += here;
  }
  const folded = document.querySelector<HTMLElement>('.agenda > .gone');
  if (folded) {
    folded.hidden = !folded.querySelector('li[data-day]:not([hidden])');
    // Whoever asks for what is past, or gets nothing else, need not unfold it.
    const details = folded.querySelector('details');
    if (
      details &&
      (han === 'da-qua' || count === folded.querySelectorAll('li[data-place]:not([hidden])').length)
    )
      details.open = true;
  }
  const output = form.querySelector('output');
  if (output) output.textContent = count > 0 ? `Đang hiện ${count} việc.` : 'Không có việc nào như vậy.';
}

function readAddress(form: HTMLFormElement): void {
  const query = new URLSearchParams(location.search);
  for (const name of fields) {
    const field = form.elements.namedItem(name);
    const value = query.get(name) ?? '';
    if (field instanceof HTMLSelectElement && [...field.options].some((option) => option.value === value))
      field.value = value;
  }
}

function writeAddress(form: HTMLFormElement): void {
  const query = new URLSearchParams(Object.entries(chosen(form)).filter(([, value]) => value !== ''));
  const text = query.toString();
  history.replaceState(null, '', text ? `?${text}` : location.pathname);
}
