/** What every quiet page can do against someone who looks over a shoulder or takes the phone. */
import { askBeforeLosing, blankWhileAway, exitByKeys, exitTo } from './traces.ts';

const link = document.querySelector<HTMLAnchorElement>('#thoat');
const status = document.getElementById('thoat-noi');
const back = document.getElementById('hien-lai');
const dialog = document.getElementById('hoi-roi');
if (link && status && back && dialog) {
  const exit = () => exitTo(link.href, status);
  link.addEventListener('click', (event) => {
    event.preventDefault();
    exit();
  });
  exitByKeys(exit, status);
  // As the browser would do it, but without a step in the history, which the form takes for the Back key.
  document.querySelector('.skip')?.addEventListener('click', (event) => {
    event.preventDefault();
    document.getElementById('noi-dung')?.focus();
  });
  blankWhileAway(back);
  askBeforeLosing(dialog);
}
