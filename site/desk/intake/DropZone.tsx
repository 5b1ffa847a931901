import type { Intake } from './intake.ts';
import { tallyOf, toldFaults } from './tally.ts';
import { sayTally } from '../words.ts';

interface Props {
  count: { done: number; total: number };
  taken: Intake;
  onFiles: (files: File[]) => void;
}

/** Where mails are picked, and in words how far their opening is. Dropping works anywhere on the desk. */
export function DropZone({ count, taken, onFiles }: Props) {
  const busy = count.done < count.total;
  return (
    <section class="intake" aria-label="Thả thư">
      <input
        class="unseen"
        id="mails"
        type="file"
        multiple
        onChange={(event) => {
          const input = event.currentTarget;
          onFiles([...(input.files ?? [])]);
          // So that the same file can be picked once more.
          input.value = '';
        }}
      />
      <label class="button strong" for="mails">
        Chọn thư
      </label>
      {count.total === 0 && <p>hoặc thả thư, tin, tệp nén vào đây</p>}
      <p role="status">
        {busy && `Đang mở tệp ${count.done + 1} trong ${count.total}.`}
        {!busy && count.total > 0 && sayTally(tallyOf(taken), toldFaults(taken).length)}
      </p>
    </section>
  );
}
