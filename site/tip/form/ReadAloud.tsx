import { useEffect, useRef, useState } from 'preact/hooks';
import { findVoice, read } from '../../browser/voice.ts';
import type { Strings } from '../strings.ts';

/** Reads the question on the screen aloud; stands there only where this device has a voice for its language. */
export function ReadAloud({ t }: { t: Strings }) {
  const [voice, setVoice] = useState<SpeechSynthesisVoice | null>(null);
  const [reading, setReading] = useState(false);
  const stop = useRef<() => void>(() => undefined);
  const place = useRef<HTMLSpanElement>(null);

  useEffect(() => {
    const language = place.current?.closest<HTMLElement>('[lang]')?.lang ?? '';
    const forget = findVoice(language, setVoice);
    return () => {
      forget();
      stop.current();
    };
  }, []);

  const toggle = () => {
    stop.current();
    if (reading || !voice) return;
    // What the page says, never what was entered.
    const blocks = document.querySelectorAll<HTMLElement>(
      '#cau-hoi h2, #cau-hoi p, #cau-hoi legend, #cau-hoi .choice',
    );
    stop.current = read(
      [...blocks].filter((block) => !block.querySelector('h2')).map((block) => block.innerText.trim()),
      voice,
      () => setReading(false),
    );
    setReading(true);
  };

  return (
    <span ref={place}>
      {voice && (
        <button class="link" type="button" onClick={toggle}>
          {reading ? t.flow.stopListening : t.flow.listen}
        </button>
      )}
    </span>
  );
}
