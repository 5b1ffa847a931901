/** Whether this is the browser inside Zalo, Facebook or Messenger, which neither prints nor keeps downloads. */
export function inApp(): boolean {
  return /\bZalo\b|\bFBA[NV]\b|\bFB_IAB\b|\bMessenger\b/i.test(navigator.userAgent);
}

/** Shows the notice `#trong-ung-dung` there. It comes back with the next page: nothing is stored to remember it. */
export function noticeInApp(): void {
  const notice = document.getElementById('trong-ung-dung');
  if (!notice || !inApp()) return;
  notice.hidden = false;
  const close = notice.querySelector<HTMLElement>('.close');
  if (close) close.onclick = () => notice.remove();
}
