/** The words before the form: what matters most inside another app comes first there. */
import { copyText, sayDone } from '../browser/copy.ts';
import { inApp } from '../browser/in-app.ts';

const point = document.getElementById('trong-ung-dung');
if (point && inApp()) {
  point.parentElement?.prepend(point);
  point.classList.add('urgent');
  point.querySelector('details')?.setAttribute('open', '');
}

const copy = document.getElementById('chep-dia-chi');
if (copy) {
  copy.hidden = false;
  // The front page: a clipboard keeps what it was given, and the address of this page would tell.
  copy.onclick = () => void copyText(`${location.origin}/`).then((copied) => copied && sayDone(copy));
}
