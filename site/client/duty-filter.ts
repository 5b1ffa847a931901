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

function markToday(groups: HTMLElement[], today: string, printed: string): void {
  const days = groups.filter((group) => group.dataset.day);
  for (const group of days) group.classList.toggle('past', (group.dataset.day ?? '') < today);
  const line = document.createElement('li');
  line.className = 'today';
  line.textContent = `Hôm nay, ${printed}`;
  const next = days.find((group) => !group.classList.contains('past'));
  if (next) next.before(line);
  else days.at(-1)?.after(line);
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
        (ai !== '' && duty.dataset.agency !== ai) ||
        (han !== '' && term !== han);
      if (!duty.hidden) here += 1;
    }
    group.hidden = here === 0;
    count += here;
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
