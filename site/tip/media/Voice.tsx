import { useBlobAddress } from '../../browser/use-blob-address.ts';
import { MAX_SECONDS } from '../../limits.ts';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Attachment } from '../form/draft.ts';
import { fill } from '../strings.ts';
import { setVoice, voiceOf } from './files.ts';
import type { MediaProps } from './media-props.ts';
import { record, RecordingError, type Ending, type RecordingFault } from './recorder.ts';

type State =
  | { at: 'still'; ending?: Ending; fault?: RecordingFault }
  | { at: 'asking' }
  | { at: 'recording'; seconds: number };

/** Records what someone says, lets them hear it, take it away or say it again. */
export default function Voice({ files, t: { voice: t }, isFresh, onChange, onBusy }: MediaProps) {
  const [state, setState] = useState<State>({ at: 'still' });
  const stop = useRef<AbortController | null>(null);
  const button = useRef<HTMLButtonElement>(null);
  const voice = voiceOf(files);

  // A layout effect: Preact ends the others only after the next paint, which a page that goes away never sees.
  useLayoutEffect(() => {
    if (isFresh) button.current?.focus();
    // Whoever leaves this screen leaves the microphone; what was said so far stays with the draft, if that stays.
    return () => stop.current?.abort();
  }, []);

  const start = async () => {
    const stopping = (stop.current = new AbortController());
    setState({ at: 'asking' });
    onBusy(t.busy);
    try {
      const { type, bytes, ending } = await record(stopping.signal, (seconds) =>
        setState({ at: 'recording', seconds }),
      );
      setVoice(files, { type, bytes });
      setState({ at: 'still', ending });
      onChange();
    } catch (error) {
      setState({ at: 'still', fault: error instanceof RecordingError ? error.fault : 'failed' });
    } finally {
      onBusy(null);
      button.current?.focus();
    }
  };
  const remove = () => {
    setVoice(files, null);
    setState({ at: 'still' });
    onChange();
    button.current?.focus();
  };

  const isOn = state.at === 'recording';
  return (
    <section class="card part" aria-labelledby="giong-noi">
      <h4 id="giong-noi">{t.title}</h4>
      <p>{t.hint}</p>
      {voice && state.at === 'still' && <Listen voice={voice} label={t.title} />}
      {isOn && (
        <p class="clock" role="timer">
          {fill(t.clock, { now: say(state.seconds), end: say(MAX_SECONDS) })}
        </p>
      )}
      <button
        ref={button}
        class={isOn ? 'act tip' : 'plain'}
        type="button"
        onClick={() => {
          if (isOn) stop.current?.abort();
          else if (state.at === 'still') void start();
        }}
      >
        {isOn ? t.stop : voice ? t.again : t.start}
      </button>
      {voice && state.at === 'still' && (
        <button class="plain" type="button" onClick={remove}>
          {t.remove}
        </button>
      )}
      <p role="status">
        {state.at === 'asking' && t.asking}
        {isOn && t.recording}
        {state.at === 'still' && state.ending && t.endings[state.ending]}
      </p>
      <p role="alert" class="missing">
        {state.at === 'still' && state.fault && t.faults[state.fault]}
      </p>
    </section>
  );
}

function Listen({ voice, label }: { voice: Attachment; label: string }) {
  return (
    <audio
      controls
      controlsList="nodownload"
      src={useBlobAddress(voice.bytes, voice.type)}
      aria-label={label}
    />
  );
}

const say = (seconds: number) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
