import type { ComponentType } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Draft } from './draft.ts';
import { classOf, photosOf, voiceOf } from '../media/files.ts';
import { ScriptGone } from '../../browser/load-script.ts';
import { loadMedia } from '../media/load-media.ts';
import type { MediaProps } from '../media/media-props.ts';
import { canRecord } from '../media/recorder-support.ts';
import type { Strings } from '../strings.ts';

interface Props {
  draft: Draft;
  t: Strings;
  /** The files of the draft have changed. */
  onChange(): void;
}

/**
 * Photos and a recording for a tip; they are kept in `draft.files` and leave the phone only with the tip. While a photo
 * is being drawn or the microphone is on, the form around it is not sent: half of it would be lost.
 */
export function Attachments({ draft: { files }, t: { media: t, optional }, onChange }: Props) {
  const [, setChanges] = useState(0);
  const [busy, setBusy] = useState<Record<'photos' | 'voice', string | null>>({ photos: null, voice: null });
  const [held, setHeld] = useState(false);
  const heading = useRef<HTMLHeadingElement>(null);
  const why = busy.voice ?? busy.photos;

  useLayoutEffect(() => {
    if (why === null) return undefined;
    const hold = (event: Event) => {
      event.preventDefault();
      event.stopPropagation();
      setHeld(true);
      heading.current?.focus();
    };
    // Before the form itself hears of it.
    addEventListener('submit', hold, true);
    return () => {
      removeEventListener('submit', hold, true);
      setHeld(false);
    };
  }, [why]);

  const part = (name: 'photos' | 'voice') => ({
    name,
    files,
    t,
    onChange() {
      setChanges((count) => count + 1);
      onChange();
    },
    onBusy: (reason: string | null) => setBusy((before) => ({ ...before, [name]: reason })),
  });
  return (
    <section class="attachments" aria-labelledby="kem-theo" aria-busy={why !== null}>
      <h3 id="kem-theo" ref={heading} tabIndex={-1}>
        {t.title} <small class="optional">({optional})</small>
      </h3>
      <p role="alert" class="missing">
        {held && why}
      </p>
      <p>{t.hint}</p>
      <Part {...part('photos')} hasFiles={photosOf(files).length > 0} />
      {canRecord() && <Part {...part('voice')} hasFiles={voiceOf(files) !== null} />}
      <p role="status">{[t.sizes.none, t.sizes.middle, t.sizes.large][classOf(files)]}</p>
    </section>
  );
}

type Coming =
  'closed' | 'coming' | 'failed' | 'gone' | { Panel: ComponentType<MediaProps>; isFresh: boolean };

/** A big button, until its part is there. A draft that has files already opens it by itself. */
function Part({
  name,
  hasFiles,
  ...props
}: Omit<MediaProps, 'isFresh'> & { name: 'photos' | 'voice'; hasFiles: boolean }) {
  const [state, setState] = useState<Coming>('closed');
  const open = (isFresh: boolean) => {
    setState('coming');
    loadMedia(name).then(
      (Panel) => setState({ Panel, isFresh }),
      (error) => setState(error instanceof ScriptGone ? 'gone' : 'failed'),
    );
  };
  useEffect(() => {
    if (hasFiles) open(false);
  }, []);

  const { t } = props;
  if (typeof state === 'object') return <state.Panel {...props} isFresh={state.isFresh} />;
  return (
    <>
      <button class="plain add" type="button" onClick={() => state !== 'coming' && open(true)}>
        <Drawing name={name} />
        {t[name].open}
      </button>
      <p role="status">
        {state === 'coming' && t.coming}
        {state === 'failed' && t.notCome}
        {state === 'gone' && t.gone}
      </p>
    </>
  );
}

const DRAWINGS = {
  photos: 'M4 8h3l2-3h6l2 3h3v11H4zM12 10a3.5 3.5 0 1 0 .01 0z',
  voice: 'M12 3a3 3 0 0 1 3 3v5a3 3 0 0 1-6 0V6a3 3 0 0 1 3-3zM5 11a7 7 0 0 0 14 0M12 18v3',
};

function Drawing({ name }: { name: keyof typeof DRAWINGS }) {
  return (
    <svg viewBox="0 0 24 24" width="28" height="28" aria-hidden="true">
      <path
        d={DRAWINGS[name]}
        fill="none"
        stroke="currentColor"
        stroke-width="2"
        stroke-linejoin="round"
        stroke-linecap="round"
      />
    </svg>
  );
}
