import { useEffect, useRef, useState } from 'preact/hooks';
import type { ListedInbox } from '../schemas/key-scripts.ts';
import { emptyDraft, type Draft } from './draft.ts';
import { Form } from './Form.tsx';
import { LargeSending, TextAlone } from './LargeTip.tsx';
import type { PageData } from './page.ts';
import { Phones } from './Phones.tsx';
import { Proofs } from './proofs.ts';
import type { ReceiptAnswer } from './receipt-worker.ts';
import { Sent } from './Sent.tsx';
import { makeReceipt, Refused, send, type Progress } from './send.ts';
import { fill } from './strings.ts';
import { forgetAddress } from './traces.ts';

type State =
  | { at: 'before' }
  | { at: 'writing' }
  | { at: 'sending'; progress: Progress }
  | { at: 'failed'; isForFiles: boolean }
  | { at: 'sent'; receipt: string };

/** Everything a person has entered and everything derived from it, in one place so that it can be wiped at once. */
export interface Memory {
  draft: Draft;
  receipt: Promise<ReceiptAnswer> | null;
  proofs: Proofs;
  sending: AbortController | null;
}

/** Forgets the tip, its receipt and its secrets, and stops whatever is under way. */
export function wipe(memory: Memory): void {
  memory.sending?.abort();
  Object.assign(memory.draft, emptyDraft());
  memory.receipt = null;
  memory.proofs.discard();
}

/** The widget, from the first tap to the receipt. */
export function Tip({ data, memory }: { data: PageData; memory: Memory }) {
  const { strings: t, inboxes, phones } = data;
  const [state, setState] = useState<State>({ at: 'before' });
  const [chosen, setChosen] = useState<ListedInbox | null>(null);
  const heading = useRef<HTMLHeadingElement>(null);

  // A screen reader, and a thumb that scrolled down to the button, both start the new screen at its top.
  useEffect(() => {
    const intro = document.getElementById('mo-dau');
    if (intro) intro.hidden = state.at !== 'before';
    if (state.at === 'before') return;
    heading.current?.focus();
    window.scrollTo(0, 0);
  }, [state.at]);

  const receipt = () => {
    const made = (memory.receipt ??= makeReceipt());
    // A failure is forgotten: who needs the receipt sees it, and asks again.
    made.catch(() => {
      if (memory.receipt === made) memory.receipt = null;
    });
    return made;
  };
  // Only started early here; who needs it later sees the error and can try again.
  const prepare = () => {
    receipt().catch(() => undefined);
    if (chosen) memory.proofs.get(chosen.id).catch(() => undefined);
  };
  const choose = (inbox: ListedInbox | null) => {
    setChosen(inbox);
    if (inbox && memory.receipt) memory.proofs.get(inbox.id).catch(() => undefined);
  };

  const start = async (inbox: ListedInbox, textOnly = false) => {
    const sending = (memory.sending = new AbortController());
    const onProgress = (progress: Progress) => setState({ at: 'sending', progress });
    onProgress({ step: 'preparing' });
    const { proofs } = memory;
    const draft = textOnly ? { ...memory.draft, files: [] } : memory.draft;
    try {
      const shown = await send({ draft, inbox, proofs, signal: sending.signal, receipt, onProgress });
      wipe(memory);
      setChosen(null);
      forgetAddress();
      setState({ at: 'sent', receipt: shown });
    } catch (error) {
      // The next try is another tip: what was sent under this receipt may have arrived after all.
      memory.receipt = null;
      // Stopped by the person: `back` has set the screen already.
      if (!sending.signal.aborted)
        setState({ at: 'failed', isForFiles: error instanceof Refused && error.isForFiles });
    }
  };
  const back = () => {
    memory.sending?.abort();
    setState({ at: 'writing' });
  };

  if (state.at === 'before') {
    return (
      <button class="act tip" type="button" onClick={() => setState({ at: 'writing' })}>
        {t.start}
      </button>
    );
  }
  if (state.at === 'sent') return <Sent data={data} receipt={state.receipt} heading={heading} />;
  if (state.at === 'writing') {
    return (
      <Form
        heading={heading}
        draft={memory.draft}
        inboxes={inboxes}
        chosen={chosen}
        t={t}
        onChoose={choose}
        onWriting={prepare}
        onSend={() => chosen && void start(chosen)}
      />
    );
  }
  const waiting = state.at === 'sending' && state.progress.step === 'waiting' ? state.progress : null;
  return (
    <section>
      <div role="status">
        <h2 ref={heading} tabIndex={-1}>
          {t[state.at === 'failed' ? 'failed' : state.progress.step]}
        </h2>
      </div>
      {waiting && !waiting.full && <p>{fill(t.waitingSeconds, { seconds: waiting.seconds })}</p>}
      {state.at === 'sending' && state.progress.step === 'sending' && state.progress.sizeClass === 2 && (
        <LargeSending t={t} />
      )}
      {state.at === 'failed' && <p>{state.isForFiles ? t.media.paused : t.failedText}</p>}
      {state.at === 'failed' && state.isForFiles && (
        <TextAlone draft={memory.draft} t={t} onSend={() => chosen && void start(chosen, true)} />
      )}
      {waiting?.full && <p>{t.full}</p>}
      {waiting?.long && !waiting.full && <p>{t.waitingLong}</p>}
      {(state.at === 'failed' || waiting) && <Phones phones={phones} />}
      {(state.at === 'failed' || waiting) && (
        <button class="plain" type="button" onClick={back}>
          {t.back}
        </button>
      )}
    </section>
  );
}
