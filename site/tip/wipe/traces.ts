/** Leaves as little as possible on the phone: nothing is stored, so what must go is what is on the screen. */
import { AWAY_MS, ESCAPE_PRESSES } from '../../limits.ts';

const wipes: (() => void)[] = [];

/**
 * Whether the Back key brought this page that had been left; then the front page takes its place, which says nothing
 * of what was done here. To be asked before anything is shown.
 */
export function cameBack(): boolean {
  const [visit] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
  if (visit?.type !== 'back_forward') return false;
  document.body.textContent = '';
  location.replace('/');
  return true;
}

/** Runs `wipe` and empties `root` when the page is left or exited; a page kept whole does not come back, either. */
export function leaveNoTrace(root: HTMLElement, wipe: () => void): void {
  const clear = () => {
    wipe();
    root.textContent = '';
  };
  wipes.push(clear);
  window.addEventListener('pagehide', clear);
  window.addEventListener('pageshow', (event) => {
    if (event.persisted) location.replace('/');
  });
}

/** Takes the tip page's address out of the tab's current history entry. */
export function forgetAddress(): void {
  history.replaceState(null, '', '/');
}

/**
 * Forgets everything, empties the screen, and puts a harmless page in the place of this one in the tab's history; a
 * plain link would leave this one a step back. `status` is what stays, and is read out while the other page comes.
 */
export function exitTo(address: string, status: HTMLElement): void {
  for (const wipe of wipes) wipe();
  for (const part of document.querySelectorAll('body > *')) if (part !== status) part.remove();
  status.textContent = status.dataset.exiting ?? '';
  location.replace(address);
}

const PRESSES_WITHIN_MS = 2_000;

/** Calls `exit` when Escape is pressed three times within two seconds; the second press says that one is left. */
export function exitByKeys(exit: () => void, status: HTMLElement): void {
  let presses: number[] = [];
  const press = ({ key, repeat, timeStamp }: KeyboardEvent) => {
    if (key !== 'Escape' || repeat) return;
    presses = [...presses.filter((at) => timeStamp - at < PRESSES_WITHIN_MS), timeStamp];
    if (presses.length >= ESCAPE_PRESSES) exit();
    else status.textContent = presses.length === ESCAPE_PRESSES - 1 ? (status.dataset.onceMore ?? '') : '';
  };
  // Before any part of the page that has a use of its own for the key.
  document.addEventListener('keydown', press, true);
}

/** Says whether the page holds what is gone once it is left: a receipt that shows, or words not yet sent. */
export function holdSomething(holds: boolean): void {
  document.body.classList.toggle('holds', holds);
}

/**
 * While the page holds something, or a photo or recording is under way, a link to another page first opens `dialog`,
 * whose buttons are "stay" and "leave".
 */
export function askBeforeLosing(dialog: HTMLElement): void {
  const [stay, leave] = dialog.querySelectorAll('button');
  if (!stay || !leave) return;
  document.addEventListener('click', (event) => {
    const link = (event.target as Element).closest<HTMLAnchorElement>('a:not([href^="#"]):not([href^=tel])');
    // The exit has dealt with its own click by now, and never asks.
    if (!link || event.defaultPrevented || !document.querySelector('.holds, [aria-busy=true]')) return;
    event.preventDefault();
    dialog.hidden = false;
    stay.focus();
    stay.onclick = () => {
      dialog.hidden = true;
      link.focus();
    };
    leave.onclick = () => location.assign(link.href);
    dialog.onkeydown = ({ key }) => key === 'Escape' && stay.click();
  });
}

/**
 * Blanks the page whenever it is out of sight, so that neither the list of open apps nor the first moment back shows
 * it. After a minute it stays blank until `back` is pressed; nothing of it is lost. No timer: phones hold them back.
 */
export function blankWhileAway(back: HTMLElement): void {
  const { classList } = document.documentElement;
  let since = 0;
  let focused: Element | null = null;
  document.addEventListener('visibilitychange', () => {
    const blank = classList.contains('away');
    if (document.visibilityState === 'hidden' && !blank) {
      since = Date.now();
      focused = document.activeElement;
      classList.add('away');
    } else if (document.visibilityState === 'visible' && blank) {
      if (Date.now() - since < AWAY_MS) classList.remove('away');
      else back.focus();
    }
  });
  back.onclick = () => {
    classList.remove('away');
    if (focused instanceof HTMLElement) focused.focus({ preventScroll: true });
  };
}
