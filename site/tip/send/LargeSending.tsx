import { useEffect, useState } from 'preact/hooks';
import { fill, type Strings } from '../strings.ts';

/**
 * What is said of a large tip under way, beside what is said of any. How much of it has left the phone no browser
 * tells honestly, so it counts the time.
 */
export function LargeSending({ t: { media: t } }: { t: Strings }) {
  const [seconds, setSeconds] = useState(0);
  useEffect(() => {
    const started = Date.now();
    const clock = setInterval(() => setSeconds(Math.round((Date.now() - started) / 1_000)), 1_000);
    return () => clearInterval(clock);
  }, []);
  return <p>{fill(t.sending, { seconds })}</p>;
}
