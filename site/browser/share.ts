import { copyText, sayDone } from './copy.ts';

// Without the fragment or anything behind "?", which say where this reader was.
const address = () => location.origin + location.pathname;

/** Shows the buttons that pass this page on: `#chia-se` by the phone's own sheet or else the link, `.copy-link` the link. */
export function shareOnDemand(): void {
  const copyLink = (button: HTMLElement) => {
    void copyText(address()).then((copied) => copied && sayDone(button));
  };
  for (const button of document.querySelectorAll<HTMLElement>('.copy-link')) {
    button.onclick = () => copyLink(button);
  }
  const button = document.getElementById('chia-se');
  if (!button) return;
  button.hidden = false;
  button.onclick = () => {
    if (typeof navigator.share !== 'function') return copyLink(button);
    navigator.share({ title: document.title, url: address() }).catch((error: DOMException) => {
      // Closing the sheet is an answer, too.
      if (error.name !== 'AbortError') copyLink(button);
    });
  };
}
