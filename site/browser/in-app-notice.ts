import { inApp } from './in-app.ts';

/** Shows the notice `#trong-ung-dung` there. It comes back with the next page: nothing is stored to remember it. */
export function noticeInApp(): void {
  const notice = document.getElementById('trong-ung-dung');
  if (!notice || !inApp()) return;
  notice.hidden = false;
  const close = notice.querySelector<HTMLElement>('.close');
  if (close) close.onclick = () => notice.remove();
}
