/** What every quiet page can do against someone who looks over a shoulder or takes the phone. */
import { blankWhileAway, exitByKeys, exitTo } from './traces.ts';

const link = document.querySelector<HTMLAnchorElement>('#thoat');
const status = document.getElementById('thoat-noi');
const back = document.getElementById('hien-lai');
if (link && status && back) {
  const exit = () => exitTo(link.href, status);
  link.addEventListener('click', (event) => {
    event.preventDefault();
    exit();
  });
  exitByKeys(exit, status);
  blankWhileAway(back);
}
