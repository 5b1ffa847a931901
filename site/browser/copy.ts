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
