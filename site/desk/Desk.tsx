import { useEffect, useState } from 'preact/hooks';
import { AutoLock } from './AutoLock.tsx';
import { Enrol } from './key/Enrol.tsx';
import type { Decryptor } from './key/decryptor.ts';
import { OpenDesk } from './OpenDesk.tsx';
import { Unlock } from './key/Unlock.tsx';

/** `home` is the inbox of the key that the worker holds; null while it is there to make one. */
interface Session {
  decryptor: Decryptor;
  home: string | null;
}

/** The whole tool: locked, open with the key of one inbox, or making a key. Locking drops the worker, the key and every tip. */
export function Desk() {
  const [session, setSession] = useState<Session | null>(null);
  // A new number builds the locked screen anew, so that what was typed or picked there goes too.
  const [round, setRound] = useState(0);
  const [wasIdle, setWasIdle] = useState(false);
  const lock = (isIdle: boolean) => {
    session?.decryptor.forget();
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
    return (
      <Unlock
        key={round}
        wasIdle={wasIdle}
        onOpen={(decryptor, home) => setSession({ decryptor, home })}
        onEnrol={(decryptor) => setSession({ decryptor, home: null })}
      />
    );
  return (
    <>
      <AutoLock onLock={() => lock(true)} />
      {session.home === null ? (
        <Enrol decryptor={session.decryptor} home={null} onEnd={() => lock(false)} />
      ) : (
        <OpenDesk decryptor={session.decryptor} home={session.home} onLock={() => lock(false)} />
      )}
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
