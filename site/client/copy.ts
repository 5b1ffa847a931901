/** Puts a text on the clipboard, by the old way where the new one is missing or refused (some in-app browsers). */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const box = document.createElement('textarea');
    box.value = text;
    document.body.append(box);
    box.select();
    const copied = document.execCommand('copy');
    box.remove();
    return copied;
  }
}

/** Lets a button say for a moment what it has done: the text of its `data-done`. */
export function sayDone(button: HTMLElement): void {
  const { textContent } = button;
  const { done } = button.dataset;
  if (!done || textContent === done) return;
  button.textContent = done;
  setTimeout(() => {
    button.textContent = textContent;
  }, 3000);
}

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
