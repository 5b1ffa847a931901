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
  const stop = () => speech?.removeEventListener?.('voiceschanged', look);
  const look = () => {
    const voice = speech
      ?.getVoices()
      .find(({ lang, localService }) => localService && lang.toLowerCase().split(/[-_]/)[0] === language);
    if (!voice) return;
    stop();
    found(voice);
  };
  // Chrome knows its voices only after a while.
  speech?.addEventListener?.('voiceschanged', look);
  look();
  return stop;
}

/** Reads texts one after the other. `onEnd` is called once, after the last or when the returned function stops it. */
export function read(texts: string[], voice: SpeechSynthesisVoice, onEnd: () => void): () => void {
  const speech = window.speechSynthesis;
  let ended = false;
  const end = () => {
    if (ended) return;
    ended = true;
    window.removeEventListener('pagehide', end);
    speech.cancel();
    onEnd();
  };
  // One utterance a paragraph: Chrome stops in the middle of a long one.
  const said = texts.map((text) => text.trim()).filter(Boolean);
  for (const [at, text] of said.entries()) {
    const part = new SpeechSynthesisUtterance(text);
    part.voice = voice;
    part.lang = voice.lang;
    if (at === said.length - 1) part.onend = end;
    speech.speak(part);
  }
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
    .map((block) => block.innerText);
}
