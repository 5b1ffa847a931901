/**
 * The screens a person has come through, so that the phone's own Back key goes one screen back and loses nothing.
 * Each screen is one history entry with the same address; an entry holds its depth and nothing else.
 */
import { useEffect, useRef, useState } from 'preact/hooks';

const depthNow = () => (typeof history.state === 'number' ? history.state : 0);

/** `onMove` hears of every step back or forth that the phone makes. Call it once a page. */
export function useScreenHistory<View>(first: View, onMove: () => void) {
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
    // Every screen begins at its top.
    history.scrollRestoration = 'manual';
    // Loaded again in the middle: the entries are still there, what was entered is not.
    const [visit] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
    if (visit?.type === 'reload') void leaveScreenHistory();
    return () => window.removeEventListener('popstate', move);
  }, []);

  return {
    view: views.current[depth] ?? first,
    /** Opens the next screen. Only from a tap: browsers pass by entries that no one asked for. */
    go(view: View) {
      const next = depthNow() + 1;
      views.current.length = next;
      views.current[next] = view;
      history.pushState(next, '');
      setDepth(next);
    },
    /** As the Back key does it; on the first screen that leaves the page. */
    back: () => history.back(),
  };
}

/** Goes back to the entry the page came with; resolves once it is there. */
export function leaveScreenHistory(): Promise<void> {
  const depth = depthNow();
  if (depth === 0) return Promise.resolve();
  return new Promise((resolve) => {
    window.addEventListener('popstate', () => resolve(), { once: true });
    history.go(-depth);
  });
}
