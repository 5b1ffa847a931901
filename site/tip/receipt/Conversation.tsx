import { useEffect, useRef, useState } from 'preact/hooks';
import { AddWords } from './AddWords.tsx';
import type { Found } from './receipt-status.ts';
import { askWorker } from '../send/worker-client.ts';
import { phonesFor, showInBar, type PageData } from '../page-data.ts';
import { Phones } from '../form/Phones.tsx';
import { Proofs } from '../send/proofs.ts';
import { Replies } from './Replies.tsx';
import { faultOf, sendSealed, type Fault, type Progress } from '../send/send.ts';
import { Sending } from '../send/Sending.tsx';
import { holdSomething } from '../wipe/traces.ts';
import { fill, showDay } from '../strings.ts';

type State = { at: 'reading'; sent?: boolean } | { at: 'sending'; progress: Progress | Fault };

// Out here, because it lives as long as the proof is worked on and would keep what is in reach of it.
const ignore = () => undefined;

/** What is known of one tip, and room to write more to who has it. */
export function Conversation({
  data,
  found: { answer, inbox, replies, secrets },
  onDone,
}: {
  data: PageData;
  found: Found;
  onDone(): void;
}) {
  const { strings: t, inboxes, home } = data;
  const phones = phonesFor(data, inbox?.placeId ?? null);
  const [state, setState] = useState<State>({ at: 'reading' });
  // Outlives the sending screen, so that a line that fails loses no word.
  const text = useRef('');
  const proofs = useRef(new Proofs()).current;
  const sending = useRef<AbortController | null>(null);
  useEffect(() => {
    showInBar(phones);
    return () => {
      sending.current?.abort();
      holdSomething(false);
    };
  }, []);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    heading.current?.focus();
    window.scrollTo(0, 0);
  }, [state.at]);

  const send = async (to: NonNullable<typeof inbox>) => {
    const { signal } = (sending.current = new AbortController());
    const onProgress = (progress: Progress) => setState({ at: 'sending', progress });
    try {
      await sendSealed({
        inbox: to,
        proofs,
        signal,
        onProgress,
        seal: (keys) => askWorker('add', { do: 'add', text: text.current, keys, secrets }),
      });
      proofs.discard();
      text.current = '';
      holdSomething(false);
      setState({ at: 'reading', sent: true });
    } catch (error) {
      // Stopped by the person: `back` has set the screen already.
      if (!signal.aborted) setState({ at: 'sending', progress: faultOf(error) });
    }
  };
  const back = () => {
    sending.current?.abort();
    setState({ at: 'reading' });
  };

  if (state.at === 'sending')
    return (
      <Sending
        data={data}
        phones={phones}
        progress={state.progress}
        written={text.current}
        heading={heading}
        onBack={back}
      />
    );
  const { status, day } = answer;
  return (
    <>
      {state.sent && (
        <h2 ref={heading} tabIndex={-1}>
          {t.thread.added}
        </h2>
      )}
      <h2 ref={state.sent ? null : heading} tabIndex={-1}>
        {fill(t.status[status], { day: day ? showDay(day) : '' })}
      </h2>
      {status !== 'unknown' && <p>{t.thread.next[status]}</p>}
      {status !== 'opened' && <Phones phones={phones} />}
      {status === 'unknown' && (
        <p>
          <a href={`${home}bao-tin/tra-loi/`}>{t.thread.again}</a>
        </p>
      )}
      {(inbox || replies.length > 0) && <Replies replies={replies} inboxes={inboxes} t={t} />}
      {inbox && (
        <AddWords
          inbox={inbox}
          text={text}
          t={t}
          onWriting={() => {
            holdSomething(text.current !== '');
            proofs.get(inbox.id, 0).catch(ignore);
          }}
          onSend={() => void send(inbox)}
        />
      )}
      <button class="plain" type="button" onClick={onDone}>
        {t.thread.done}
      </button>
    </>
  );
}
