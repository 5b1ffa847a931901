/** The device's own voice, for whatever of a page is to be heard. */

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
