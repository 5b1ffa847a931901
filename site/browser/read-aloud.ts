import { findVoice, read } from './voice.ts';

/**
 * Shows `#may-doc` where this device has a voice for the language of the page: a press reads the page, the next one stops. It is the
 * device's voice and says so; recordings by people stand on the page as such.
 */
export function readAloud(): void {
  const button = document.getElementById('may-doc');
  if (!button) return;
  findVoice(document.documentElement.lang, (voice) => {
    const { read: start, stop } = button.dataset;
    let end: (() => void) | null = null;
    const show = () => {
      button.textContent = (end ? stop : start) ?? '';
    };
    button.hidden = false;
    button.onclick = () => {
      if (end) return end();
      end = read(textsOfPage(), voice, () => {
        end = null;
        show();
      });
      show();
    };
  });
}

/** Headings and paragraphs in reading order, each once, without what is folded or not meant for the ear. */
function textsOfPage(): string[] {
  const root = document.querySelector('article') ?? document.querySelector('main');
  const blocks = [...(root?.querySelectorAll<HTMLElement>('h1,h2,h3,h4,p,li,dt,dd,th,td') ?? [])];
  return blocks
    .filter(
      (block) => !block.querySelector('p,li') && !block.closest('.source,.tools,nav') && block.offsetParent,
    )
    .map((block) => block.innerText.trim())
    .filter(Boolean);
}
