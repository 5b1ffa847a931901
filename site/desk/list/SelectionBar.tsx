import type { TipSelection } from './tip-selection.ts';

/** The way into one answer for several tips, and what can be done while they are picked. */
export function SelectionBar({ selection, onWrite }: { selection: TipSelection; onWrite: () => void }) {
  if (selection.keys === null)
    return (
      <p class="picks">
        <button type="button" class="link" onClick={selection.clear}>
          Trả lời nhiều tin một lần
        </button>
      </p>
    );
  const { size } = selection.keys;
  return (
    <section class="picks" aria-label="Trả lời nhiều tin">
      <p role="status">
        {size === 0 ? 'Đánh dấu các tin cần trả lời cùng một câu.' : `Đã chọn ${size} tin.`}
      </p>
      <button type="button" disabled={selection.shown === 0} onClick={selection.pickShown}>
        Chọn cả {selection.shown} tin đang hiện
      </button>
      <button type="button" class="strong" disabled={size === 0} onClick={onWrite}>
        Soạn trả lời
      </button>
      <button type="button" class="link" onClick={selection.stop}>
        Thôi
      </button>
    </section>
  );
}
