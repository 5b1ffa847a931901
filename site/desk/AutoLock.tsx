import { useEffect, useState } from 'preact/hooks';

/** Without a hand on the machine for so long, the desk locks. */
const IDLE_LIMIT = 10 * 60_000;
const WARNING = 60_000;

// Whatever tells that someone sits there. A pointer that only moves is not enough once the warning stands: it would
// be gone before it could be pressed, and the press would fall on what lies under it.
const SIGNS = ['pointermove', 'pointerdown', 'click', 'keydown', 'wheel', 'drop'] as const;
const LOOKS = ['focus', 'visibilitychange'] as const;

/**
 * Locks whatever it stands in after ten minutes without input, and says so during the last one. The clock is asked, not
 * only timers: a machine that slept through the time locks when it wakes, before anything can be done.
 */
export function AutoLock({ onLock }: { onLock: () => void }) {
  const [left, setLeft] = useState<number | null>(null);
  useEffect(() => {
    let last = Date.now();
    // A clock that was put back says as little of the time gone by as one put forward.
    const idle = () => Math.abs(Date.now() - last);
    const look = () => {
      if (idle() >= IDLE_LIMIT) onLock();
      else setLeft(idle() < IDLE_LIMIT - WARNING ? null : IDLE_LIMIT - idle());
    };
    const stay = (event: Event) => {
      if (idle() >= IDLE_LIMIT) {
        // It was meant for a desk that is not there any more.
        event.preventDefault();
        event.stopPropagation();
        onLock();
      } else if (event.type !== 'pointermove' || idle() < IDLE_LIMIT - WARNING) {
        last = Date.now();
        setLeft(null);
      }
    };
    const timer = setInterval(look, 1000);
    const options = { capture: true, passive: false };
    for (const sign of SIGNS) addEventListener(sign, stay, options);
    for (const name of LOOKS) addEventListener(name, look, options);
    return () => {
      clearInterval(timer);
      for (const sign of SIGNS) removeEventListener(sign, stay, options);
      for (const name of LOOKS) removeEventListener(name, look, options);
    };
  }, []);
  if (left === null) return null;
  return (
    <aside class="auto-lock" aria-label="Sắp tự khóa">
      <p role="alert">Chưa đầy một phút nữa, công cụ tự khóa. Khi đó tin và lời viết dở mất hết.</p>
      <p aria-hidden="true">Còn {Math.ceil(left / 1000)} giây.</p>
      {/* Like any other press or key: the listeners above take it. */}
      <button type="button" class="strong">
        Tiếp tục
      </button>
    </aside>
  );
}
