/**
 * The screens a person has come through, so that the phone's own Back key goes one screen back and loses nothing.
 * Each screen is one history entry with the same address; an entry holds its depth and nothing else.
 */
import { useEffect, useRef, useState } from 'preact/hooks';

const depthNow = () => (typeof history.state === 'number' ? history.state : 0);

/** `onMove` hears of every step back or forth that the phone makes. Call it once a page. */
export function useTrail<View>(first: View, onMove: () => void) {
  const views = useRef<View[]>([first]);
  const moved = useRef(onMove);
  moved.current = onMove;
  const [depth, setDepth] = useState(0);

  useEffect(() => {
    const move = () => {
      setDepth(depthNow());
      moved.current();
    };
    window.addEventListener('popstate', move);
    // Loaded again in the middle: the entries are still there, what was entered is not.
    void leaveTrail();
    return () => window.removeEventListener('popstate', move);
  }, []);

  return {
    view: views.current[depth] ?? first,
    /** Opens the next screen. Only from a tap: browsers pass by entries that no one asked for. */
    go(view: View) {
      views.current.length = depth + 1;
      views.current.push(view);
      history.pushState(depth + 1, '');
      setDepth(depth + 1);
    },
    /** As the Back key does it; on the first screen that leaves the page. */
    back: () => history.back(),
  };
}

/** Goes back to the entry the page came with; resolves once it is there. */
export function leaveTrail(): Promise<void> {
  const depth = depthNow();
  if (depth === 0) return Promise.resolve();
  return new Promise((resolve) => {
    window.addEventListener('popstate', () => resolve(), { once: true });
    history.go(-depth);
  });
}
