/** Whether this is the browser inside Zalo, Facebook or Messenger, which neither prints nor keeps downloads. */
export function inApp(): boolean {
  return /\bZalo\b|\bFBA[NV]\b|\bFB_IAB\b|\bMessenger\b/i.test(navigator.userAgent);
}
