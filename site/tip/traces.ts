/** Leaves as little as possible on the phone: nothing is stored, so what must go is what is on the screen. */

/**
 * Runs `wipe` when the page is left or exits by its link, empties the screen, and never lets the back button
 * bring a filled page back: a page from the back-forward cache turns into the front page.
 */
export function leaveNoTrace(root: HTMLElement, wipe: () => void): void {
  const clear = () => {
    wipe();
    root.textContent = '';
  };
  window.addEventListener('pagehide', clear);
  window.addEventListener('pageshow', (event) => {
    if (event.persisted) location.replace('/');
  });
  const exit = document.querySelector<HTMLAnchorElement>('#thoat');
  exit?.addEventListener('click', (event) => {
    event.preventDefault();
    clear();
    // Replaces this page in the history of the tab; a plain link would leave it one step back.
    location.replace(exit.href);
  });
}

/** Takes the tip page's address out of the tab's current history entry. */
export function forgetAddress(): void {
  history.replaceState(null, '', '/');
}
