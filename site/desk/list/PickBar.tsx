import type { Picks } from './picks.ts';

/** The way into one answer for several tips, and what can be done while they are picked. */
export function PickBar({ picks, onWrite }: { picks: Picks; onWrite: () => void }) {
  if (picks.keys === null)
    return (
      <p class="picks">
        <button type="button" class="link" onClick={picks.clear}>
          Trả lời nhiều tin một lần
        </button>
      </p>
    );
  const { size } = picks.keys;
  return (
    <section class="picks" aria-label="Trả lời nhiều tin">
      <p role="status">
        {size === 0 ? 'Đánh dấu các tin cần trả lời cùng một câu.' : `Đã chọn ${size} tin.`}
      </p>
      <button type="button" disabled={picks.shown === 0} onClick={picks.pickShown}>
        Chọn cả {picks.shown} tin đang hiện
      </button>
      <button type="button" class="strong" disabled={size === 0} onClick={onWrite}>
        Soạn trả lời
      </button>
      <button type="button" class="link" onClick={picks.stop}>
        Thôi
      </button>
    </section>
  );
}
