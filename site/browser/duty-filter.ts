/**
 * Quick filters of `/viec/`: by place, agency and deadline. What is past is known only here, on the reader's own
 * clock; the page itself never says. The choice stands in the address, so that it can be sent to somebody.
 */
const fields = ['noi', 'ai', 'han'] as const;
type Choice = Record<(typeof fields)[number], string>;

const filters = document.querySelector<HTMLElement>('.filters');
if (filters) start(filters);

function start(panel: HTMLElement): void {
  const now = new Date();
  // Written by hand: toISOString would give yesterday before seven in the morning in Vietnam.
  const today = [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((n) => String(n).padStart(2, '0'));
  const groups = [...document.querySelectorAll<HTMLElement>('.agenda > li')];
  markToday(groups, today.join('-'), today.reverse().join('/'));
  readAddress(panel);
  const show = () => showChosen(panel, groups);
  panel.addEventListener('change', () => {
    writeAddress(panel);
    show();
  });
  panel.hidden = false;
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
  inner.className = 'agenda';
  for (const group of past) group.classList.add('past');
  inner.append(...past);
  details.append(summary, inner);
  folded.append(details);
  list?.prepend(folded);
}

function fieldOf(panel: HTMLElement, name: string): HTMLSelectElement | null {
  return panel.querySelector(`select[name=${name}]`);
}

function chosen(panel: HTMLElement): Choice {
  const of = (name: string) => fieldOf(panel, name)?.value ?? '';
  return { noi: of('noi'), ai: of('ai'), han: of('han') };
}

function showChosen(panel: HTMLElement, groups: HTMLElement[]): void {
  const choice = chosen(panel);
  const counts = { past: 0, other: 0 };
  for (const group of groups) {
    const isPast = group.classList.contains('past');
    const term = group.dataset.day ? (isPast ? 'da-qua' : 'sap-toi') : 'lap-lai';
    const duties = [...group.querySelectorAll<HTMLElement>('li[data-place]')];
    for (const duty of duties) duty.hidden = !isChosen(duty, term, choice);
    const shown = duties.filter((duty) => !duty.hidden).length;
    group.hidden = shown === 0;
    counts[isPast ? 'past' : 'other'] += shown;
  }
  foldPast(counts.past, choice.han === 'da-qua' || counts.other === 0);
  const output = panel.querySelector('output');
  if (output) output.textContent = say(counts.past, counts.other);
}

function isChosen(duty: HTMLElement, term: string, { noi, ai, han }: Choice): boolean {
  const agency = duty.querySelector('b')?.textContent;
  return (
    (noi || duty.dataset.place) === duty.dataset.place && (ai || agency) === agency && (han || term) === term
  );
}

/** Whoever asks for what is past, or gets nothing else, need not unfold it. */
function foldPast(count: number, open: boolean): void {
  const folded = document.querySelector<HTMLElement>('.agenda > .gone');
  const [details, summary] = [folded?.querySelector('details'), folded?.querySelector('summary')];
  if (!folded || !details || !summary) return;
  folded.hidden = count === 0;
  summary.textContent = `${count} việc đã qua hạn`;
  if (open) details.open = true;
}

function say(past: number, other: number): string {
  if (past + other === 0) return 'Không có việc nào như vậy.';
  return past > 0 ? `${past + other} việc, trong đó ${past} việc đã qua hạn.` : `${other} việc.`;
}

function readAddress(panel: HTMLElement): void {
  const query = new URLSearchParams(location.search);
  for (const name of fields) {
    const field = fieldOf(panel, name);
    const value = query.get(name) ?? '';
    if (field && [...field.options].some((option) => option.value === value)) field.value = value;
  }
}

function writeAddress(panel: HTMLElement): void {
  const query = new URLSearchParams(Object.entries(chosen(panel)).filter(([, value]) => value !== ''));
  const text = query.toString();
  history.replaceState(null, '', text ? `?${text}` : location.pathname);
}
