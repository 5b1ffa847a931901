import { useEffect, useRef, useState } from 'preact/hooks';
import type { ListedInbox } from '../catalog/key-scripts.ts';
import { destinationFor, takeWantedPlace, type Destination } from './form/destination.ts';
import { emptyDraft, hasContent, isBegun, writtenIn, type Draft } from './form/draft.ts';
import { loadExposureCheck, exposureCheckFor, type ExposureCheck } from './exposures/load-exposure-check.ts';
import { Form } from './form/Form.tsx';
import { Guided, type Step } from './form/Guided.tsx';
import { classOf } from './media/files.ts';
import { phonesFor, showInBar, type PageData } from './page-data.ts';
import { PracticeDone } from './send/PracticeDone.tsx';
import { Proofs } from './send/proofs.ts';
import type { ReceiptAnswer } from './send/tip-worker.ts';
import { Sent } from './receipt/Sent.tsx';
import { faultOf, makeReceipt, send, type Fault, type Progress } from './send/send.ts';
import { Sending } from './send/Sending.tsx';
import { forgetAddress, holdSomething } from './wipe/traces.ts';
import { leaveScreenHistory, useScreenHistory } from './form/screen-history.ts';
import { UncheckedDraft } from './exposures/UncheckedDraft.tsx';

type State =
  | { at: 'before' }
  | { at: 'writing' }
  /** `Check` is null where its script does not come. */
  | { at: 'checking'; Check: ExposureCheck | null }
  | { at: 'sending'; progress: Progress }
  | { at: 'failed'; fault: Fault }
  | { at: 'sent'; receipt: string }
  | { at: 'left' }
  | { at: 'practised' };

/** One question, or all of them on one page. */
type View = Step | 'whole';

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
  // Its signal holds on to whoever aborted it, and so to the screen at that time.
  memory.sending = null;
  Object.assign(memory.draft, emptyDraft());
  memory.receipt = null;
  memory.proofs.discard();
}

/** The widget, from the first tap to the receipt. `wanted` is the place that the link to the page named. */
export function Tip({ data, memory, wanted }: { data: PageData; memory: Memory; wanted: string | null }) {
  const { strings: t, inboxes, practice } = data;
  const [state, setState] = useState<State>({ at: 'before' });
  const [to, setTo] = useState<Destination>(() => destinationFor(inboxes, wanted));
  // The place that the link or the person named; one that is only offered is not known to be theirs.
  const [named, setNamed] = useState(wanted);
  const phones = phonesFor(data, named);
  useEffect(() => showInBar(phones), [named]);
  const [looked, setLooked] = useState(false);
  const [, redraw] = useState({});
  const heading = useRef<HTMLHeadingElement>(null);
  const screens = useScreenHistory<View>('danger', () => {
    memory.sending?.abort();
    setState((now) => (/^(checking|sending|failed)$/.test(now.at) ? { at: 'writing' } : now));
  });

  // A screen reader, and a thumb that scrolled down to the button, both start the new screen at its top.
  useEffect(() => {
    const intro = document.getElementById('mo-dau');
    if (intro) intro.hidden = state.at !== 'before';
    if (state.at === 'before') return;
    document.body.classList.add('begun');
    heading.current?.focus();
    window.scrollTo(0, 0);
  }, [state.at, screens.view]);

  const holds = state.at === 'sent' || (isBegun(memory.draft) && !practice);
  useEffect(() => holdSomething(holds), [holds]);

  // Another link to the same page, with another place: no page comes new for it.
  useEffect(() => {
    const come = () => {
      const place = takeWantedPlace();
      if (place === null) return;
      setNamed(place);
      setTo(destinationFor(inboxes, place));
    };
    addEventListener('hashchange', come);
    return () => removeEventListener('hashchange', come);
  }, []);

  const receipt = () => {
    const made = (memory.receipt ??= makeReceipt());
    // A failure is forgotten: who needs the receipt sees it, and asks again.
    made.catch(() => {
      if (memory.receipt === made) memory.receipt = null;
    });
    return made;
  };
  // Only started early here; who needs it later sees the error and can try again.
  const prove = ({ id }: ListedInbox) => {
    memory.proofs.get(id, classOf(memory.draft.files)).catch(() => undefined);
  };
  const prepare = () => {
    redraw({});
    setLooked(false);
    loadExposureCheck();
    if (practice) return;
    receipt().catch(() => undefined);
    if (to.inbox) prove(to.inbox);
  };
  const choose = (destination: Destination) => {
    setTo(destination);
    const { inbox, place } = destination;
    // Who picks a reader keeps the place; a new place comes without a reader.
    setNamed((inbox && named) ?? place?.placeId ?? null);
    if (inbox && memory.receipt) prove(inbox);
  };
  /** Nothing of the tip is left, and the way back leads out of the page. */
  const end = (last: State) => {
    wipe(memory);
    setTo(destinationFor(inboxes, null));
    setNamed(null);
    setState(last);
    void leaveScreenHistory().then(forgetAddress);
  };

  const start = async (inbox: ListedInbox, textOnly = false) => {
    if (practice) return end({ at: 'practised' });
    const sending = (memory.sending = new AbortController());
    const onProgress = (progress: Progress) => setState({ at: 'sending', progress });
    onProgress({ step: 'preparing' });
    const { proofs } = memory;
    const draft = textOnly ? { ...memory.draft, files: [] } : memory.draft;
    try {
      const shown = await send({ draft, inbox, proofs, signal: sending.signal, receipt, onProgress });
      end({ at: 'sent', receipt: shown });
    } catch (error) {
      // The next try is another tip: what was sent under this receipt may have arrived after all.
      memory.receipt = null;
      // Stopped by the person: `back` has set the screen already.
      if (!sending.signal.aborted) setState({ at: 'failed', fault: faultOf(error) });
    }
  };
  const lookAndStart = async (inbox: ListedInbox) => {
    const looking = (memory.sending = new AbortController());
    if (!looked) {
      setState({ at: 'sending', progress: { step: 'preparing' } });
      const look = exposureCheckFor(memory.draft).then(
        (Check) => Check && { Check },
        () => ({ Check: null }),
      );
      const found = await look;
      if (looking.signal.aborted) return;
      if (found) return setState({ at: 'checking', ...found });
    }
    await start(inbox);
  };
  const back = () => {
    memory.sending?.abort();
    setState({ at: 'writing' });
  };

  const leave = () => {
    setState({ at: 'left' });
    location.replace('/');
  };

  if (state.at === 'before') {
    return (
      <button class="act tip" type="button" onClick={() => setState({ at: 'writing' })}>
        {t.start}
      </button>
    );
  }
  if (state.at === 'sent') {
    return <Sent data={data} receipt={state.receipt} heading={heading} onDone={leave} />;
  }
  // The next page may be slow to come: the receipt is gone before.
  if (state.at === 'left') return null;
  if (state.at === 'practised') return <PracticeDone data={data} heading={heading} />;
  if (state.at === 'writing') {
    const form = {
      data,
      draft: memory.draft,
      to,
      heading,
      onTo: choose,
      onChange: prepare,
      onSend: () => to.inbox && void lookAndStart(to.inbox),
      onBack: screens.back,
    };
    if (screens.view === 'whole') return <Form {...form} />;
    return <Guided {...form} step={screens.view} onStep={screens.go} onWhole={() => screens.go('whole')} />;
  }
  if (state.at === 'checking') {
    const done = () => {
      setLooked(true);
      if (to.inbox) void start(to.inbox);
    };
    const props = { draft: memory.draft, t, heading, onDone: done, onEdit: back };
    return state.Check ? <state.Check {...props} /> : <UncheckedDraft {...props} />;
  }
  // What is left when the line takes no photos and recordings for now: the text, or the phone.
  const { inbox } = to;
  const progress = state.at === 'failed' ? state.fault : state.progress;
  const textAlone = progress === 'files' && hasContent({ ...memory.draft, files: [] });
  return (
    <Sending
      data={data}
      phones={phones}
      progress={progress}
      written={writtenIn(memory.draft)}
      heading={heading}
      onTextAlone={textAlone && inbox ? () => void start(inbox, true) : null}
      onBack={back}
    />
  );
}
