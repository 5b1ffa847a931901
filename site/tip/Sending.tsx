import { LargeSending } from './LargeSending.tsx';
import type { PageData, Phone } from './page.ts';
import type { Heading } from './questions/question.ts';
import { Phones } from './Phones.tsx';
import type { Progress } from './send.ts';
import { fill } from './strings.ts';

/**
 * What is seen from the moment of sending to the line's answer; `failed` once there is no point in trying on.
 * `isForFiles`: it failed because the line takes no photos and recordings for now; `onTextAlone` sends the rest, and
 * is null when there is none.
 */
export function Sending({
  data: { strings: t },
  phones,
  progress,
  isForFiles = false,
  heading,
  onTextAlone = null,
  onBack,
}: {
  data: PageData;
  /** For the place that is written about. */
  phones: readonly Phone[];
  progress: Progress | 'failed';
  isForFiles?: boolean;
  heading: Heading;
  onTextAlone?: (() => void) | null;
  onBack(): void;
}) {
  const failed = progress === 'failed';
  const waiting = !failed && progress.step === 'waiting' ? progress : null;
  return (
    <section>
      <div role="status">
        <h2 ref={heading} tabIndex={-1}>
          {t[failed ? 'failed' : progress.step]}
        </h2>
      </div>
      {waiting && !waiting.full && <p>{fill(t.waitingSeconds, { seconds: waiting.seconds })}</p>}
      {!failed && progress.step === 'sending' && progress.sizeClass === 2 && <LargeSending t={t} />}
      {failed && <p>{isForFiles ? t.media.paused : t.failedText}</p>}
      {isForFiles && !onTextAlone && <p>{t.media.noText}</p>}
      {onTextAlone && (
        <button class="act tip" type="button" onClick={onTextAlone}>
          {t.media.sendText}
        </button>
      )}
      {waiting?.full && <p>{t.full}</p>}
      {waiting?.long && !waiting.full && <p>{t.waitingLong}</p>}
      {(failed || waiting) && <Phones phones={phones} />}
      {(failed || waiting) && (
        <button class="plain" type="button" onClick={onBack}>
          {t.back}
        </button>
      )}
    </section>
  );
}
