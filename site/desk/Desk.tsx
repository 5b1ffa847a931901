import { useEffect, useState } from 'preact/hooks';
import { AutoLock } from './AutoLock.tsx';
import type { Opener } from './opener.ts';
import { OpenDesk } from './OpenDesk.tsx';
import { Unlock } from './Unlock.tsx';

/** The whole tool: locked, or open with the key of one inbox. Locking drops the worker, the key and every tip. */
export function Desk() {
  const [session, setSession] = useState<{ opener: Opener; home: string } | null>(null);
  // A new number builds the locked screen anew, so that what was typed or picked there goes too.
  const [round, setRound] = useState(0);
  const [wasIdle, setWasIdle] = useState(false);
  const lock = (isIdle: boolean) => {
    session?.opener.forget();
    setSession(null);
    setRound((number) => number + 1);
    setWasIdle(isIdle);
  };
  useEffect(() => {
    const leave = () => lock(false);
    addEventListener('pagehide', leave);
    return () => removeEventListener('pagehide', leave);
  }, [session]);
  useEffect(refuseStrayDrops, []);

  if (!session)
    return <Unlock key={round} wasIdle={wasIdle} onOpen={(opener, home) => setSession({ opener, home })} />;
  return (
    <>
      <AutoLock onLock={() => lock(true)} />
      <OpenDesk opener={session.opener} home={session.home} onLock={() => lock(false)} />
    </>
  );
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
