/**
 * Shows `#may-doc` where this device has a voice for the language of the page: a press reads the page, the next one stops. It is the
 * device's voice and says so; recordings by people stand on the page as such.
 */
export function readAloud(): void {
  const button = document.getElementById('may-doc');
  const speech = window.speechSynthesis;
  if (!button || !speech) return;
  const language = document.documentElement.lang;
  const offer = () => {
    const voice = speech.getVoices().find(({ lang }) => lang.toLowerCase().split(/[-_]/)[0] === language);
    if (voice && button.hidden) offerVoice(button, speech, voice);
  };
  offer();
  // Chrome knows its voices only after a while.
  if (speech.addEventListener) speech.addEventListener('voiceschanged', offer);
}

function offerVoice(button: HTMLElement, speech: SpeechSynthesis, voice: SpeechSynthesisVoice): void {
  const { read, stop } = button.dataset;
  const show = (reading: boolean) => {
    button.textContent = (reading ? stop : read) ?? '';
  };
  let last: SpeechSynthesisUtterance | null = null;
  const end = () => {
    last = null;
    speech.cancel();
    show(false);
  };
  button.hidden = false;
  button.onclick = () => {
    if (last) return end();
    // One utterance a paragraph: Chrome stops in the middle of a long one.
    for (const text of textsOfPage()) {
      last = new SpeechSynthesisUtterance(text);
      last.voice = voice;
      last.lang = voice.lang;
      speech.speak(last);
    }
    show(true);
    if (last) last.onend = end;
  };
  window.addEventListener('pagehide', end);
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
