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

/**
 * Calls `found` once this device has a voice of its own for a language ("vi"); one that lives elsewhere would be sent
 * what it reads. Returns what stops the search.
 */
export function findVoice(language: string, found: (voice: SpeechSynthesisVoice) => void): () => void {
  const speech = window.speechSynthesis;
  let waiting = true;
  const look = () => {
    const voice = speech
      .getVoices()
      .find(({ lang, localService }) => localService && lang.toLowerCase().split(/[-_]/)[0] === language);
    if (!voice || !waiting) return;
    waiting = false;
    found(voice);
  };
  if (speech) {
    look();
    // Chrome knows its voices only after a while.
    if (speech.addEventListener) speech.addEventListener('voiceschanged', look);
  }
  return () => {
    waiting = false;
  };
}

/** Reads texts one after the other. `onEnd` is called once, after the last or when the returned function stops it. */
export function read(texts: string[], voice: SpeechSynthesisVoice, onEnd: () => void): () => void {
  const speech = window.speechSynthesis;
  let last: SpeechSynthesisUtterance | undefined;
  const end = () => {
    if (!last) return;
    last = undefined;
    speech.cancel();
    onEnd();
  };
  // One utterance a paragraph: Chrome stops in the middle of a long one.
  for (const text of texts) {
    last = new SpeechSynthesisUtterance(text);
    last.voice = voice;
    last.lang = voice.lang;
    speech.speak(last);
  }
  if (last) last.onend = end;
  window.addEventListener('pagehide', end);
  return end;
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
