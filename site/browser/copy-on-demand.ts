import { copyText, sayDone } from './copy.ts';

/** Shows the buttons with `data-copy`: each copies the text of the element of that id, or of the chapter it heads. */
export function copyOnDemand(): void {
  for (const button of document.querySelectorAll<HTMLElement>('[data-copy]')) {
    const target = document.getElementById(button.dataset.copy ?? '');
    if (!target) continue;
    button.hidden = false;
    button.onclick = () => {
      void copyText(textOf(target)).then((copied) => copied && sayDone(button));
    };
  }
}

function textOf(element: HTMLElement): string {
  if (!/^H\d$/.test(element.tagName)) return element.innerText.trim();
  const texts: string[] = [];
  let next = element.nextElementSibling;
  for (; next instanceof HTMLElement && next.tagName !== element.tagName; next = next.nextElementSibling) {
    texts.push(next.innerText);
  }
  return texts.join('\n\n').trim();
}
