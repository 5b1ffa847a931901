/** What the sending screen says of a tip with photos or a recording, beside what it says of any tip. */
import { useEffect, useState } from 'preact/hooks';
import { hasContent, type Draft } from './draft.ts';
import { fill, type Strings } from './strings.ts';

/** A large tip under way. How much of it has left the phone no browser tells honestly, so it counts the time. */
export function LargeSending({ t: { media: t } }: { t: Strings }) {
  const [seconds, setSeconds] = useState(0);
  useEffect(() => {
    const started = Date.now();
    const clock = setInterval(() => setSeconds(Math.round((Date.now() - started) / 1_000)), 1_000);
    return () => clearInterval(clock);
  }, []);
  return <p>{fill(t.sending, { seconds })}</p>;
}

/** What is left when the line takes no photos and recordings for now: the text, or the phone. */
export function TextAlone({ draft, t: { media: t }, onSend }: { draft: Draft; t: Strings; onSend(): void }) {
  if (!hasContent({ ...draft, files: [] })) return <p>{t.noText}</p>;
  return (
    <button class="act tip" type="button" onClick={onSend}>
      {t.sendText}
    </button>
  );
}
