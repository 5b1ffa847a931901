interface Props {
  /** How many are picked; null while nothing is being picked. */
  picked: number | null;
  /** How many of the tips shown can be answered. */
  shown: number;
  onStart: () => void;
  onPickShown: () => void;
  onWrite: () => void;
  onStop: () => void;
}

/** The way into one answer for several tips, and what can be done while they are picked. */
export function PickBar({ picked, shown, onStart, onPickShown, onWrite, onStop }: Props) {
  if (picked === null)
    return (
      <p class="picks">
        <button type="button" class="link" onClick={onStart}>
          Trả lời nhiều tin một lần
        </button>
      </p>
    );
  return (
    <section class="picks" aria-label="Trả lời nhiều tin">
      <p role="status">
        {picked === 0 ? 'Đánh dấu các tin cần trả lời cùng một câu.' : `Đã chọn ${picked} tin.`}
      </p>
      <button type="button" disabled={shown === 0} onClick={onPickShown}>
        Chọn cả {shown} tin đang hiện
      </button>
      <button type="button" class="strong" disabled={picked === 0} onClick={onWrite}>
        Soạn trả lời
      </button>
      <button type="button" class="link" onClick={onStop}>
        Thôi
      </button>
    </section>
  );
}
