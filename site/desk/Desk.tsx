import { useEffect, useState } from 'preact/hooks';
import type { Opener } from './opener.ts';
import { OpenDesk } from './OpenDesk.tsx';
import { Unlock } from './Unlock.tsx';

/** The whole tool: locked, or open with the key of one inbox. Locking drops the worker, the key and every tip. */
export function Desk() {
  const [session, setSession] = useState<{ opener: Opener; home: string } | null>(null);
  // A new number builds the locked screen anew, so that what was typed or picked there goes too.
  const [round, setRound] = useState(0);
  const lock = () => {
    session?.opener.forget();
    setSession(null);
    setRound((number) => number + 1);
  };
  useEffect(() => {
    addEventListener('pagehide', lock);
    return () => removeEventListener('pagehide', lock);
  }, [session]);
  useEffect(refuseStrayDrops, []);

  if (session) return <OpenDesk opener={session.opener} home={session.home} onLock={lock} />;
  return <Unlock key={round} onOpen={(opener, home) => setSession({ opener, home })} />;
}

// A file dropped beside the right place would replace the page, and every open tip with it.
function refuseStrayDrops() {
  const refuse = (event: Event) => event.preventDefault();
  addEventListener('dragover', refuse);
  addEventListener('drop', refuse);
  return () => {
    removeEventListener('dragover', refuse);
    removeEventListener('drop', refuse);
  };
}
