import { PAGE } from '../../browser/load-script.ts';
import { LargeSending } from './LargeSending.tsx';
import type { PageData, Phone } from '../page-data.ts';
import type { Heading } from '../questions/question.ts';
import { Phones } from '../form/Phones.tsx';
import type { Fault, Progress } from './send.ts';
import { fill } from '../strings.ts';

/**
 * What is seen from the moment of sending to the line's answer, or why there is no point in trying on. `written` is
 * shown where it cannot stay: on a page that has to be opened again. `onTextAlone` sends what goes without photos and
 * recordings, and is null when there is none.
 */
export function Sending({
  data: { strings: t },
  phones,
  progress,
  written,
  heading,
  onTextAlone = null,
  onBack,
}: {
  data: PageData;
  /** For the place that is written about. */
  phones: readonly Phone[];
  progress: Progress | Fault;
  written: string;
  heading: Heading;
  onTextAlone?: (() => void) | null;
  onBack(): void;
}) {
  const fault = typeof progress === 'string' ? progress : null;
  const under = typeof progress === 'string' ? null : progress;
  const waiting = under?.step === 'waiting' ? under : null;
  return (
    <section>
      <div role="status">
        <h2 ref={heading} tabIndex={-1}>
          {t[under ? under.step : 'failed']}
        </h2>
      </div>
      {waiting && !waiting.full && <p>{fill(t.waitingSeconds, { seconds: waiting.seconds })}</p>}
      {under?.step === 'sending' && under.sizeClass === 2 && <LargeSending t={t} />}
      {fault && <p>{{ refused: t.failedText, files: t.media.paused, gone: t.gone }[fault]}</p>}
      {fault === 'gone' && (
        <>
          <p class="card reply words" dir="auto">
            {written}
          </p>
          <a class="act tip" href={PAGE}>
            {t.reload}
          </a>
        </>
      )}
      {fault === 'files' && !onTextAlone && <p>{t.media.noText}</p>}
      {onTextAlone && (
        <button class="act tip" type="button" onClick={onTextAlone}>
          {t.media.sendText}
        </button>
      )}
      {waiting?.full && <p>{t.full}</p>}
      {waiting?.long && !waiting.full && <p>{t.waitingLong}</p>}
      {(fault || waiting) && <Phones phones={phones} />}
      {(fault || waiting) && (
        <button class="plain" type="button" onClick={onBack}>
          {t.back}
        </button>
      )}
    </section>
  );
}
