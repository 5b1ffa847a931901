import { useBlobAddress } from '../../browser/use-blob-address.ts';
import { MAX_PHOTOS } from '../../limits.ts';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Attachment } from '../form/draft.ts';
import { fill, type Strings } from '../strings.ts';
import { Cover } from './Cover.tsx';
import { photosOf, setPhotos } from './files.ts';
import type { Trace } from '../../photo/trace.ts';
import type { MediaProps } from './media-props.ts';
import { PhotoError } from '../../photo/open-photo.ts';
import { redrawPhoto } from './redraw-photo.ts';

type Words = Strings['media']['photos'];

/** What the original of each photo carried, as long as the photo itself is there. */
const tracesOf = new WeakMap<Uint8Array, Trace[]>();

/** Takes photos in, one after the other, and shows what each has lost and what can still be seen in it. */
export default function Photos({ files, t: { photos: t }, isFresh, onChange, onBusy }: MediaProps) {
  const [work, setWork] = useState<{ at: number; of: number } | null>(null);
  const [faults, setFaults] = useState<string[]>([]);
  const [covered, setCovered] = useState<number | null>(null);
  const picker = useRef<HTMLInputElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const lastCovered = useRef<number | null>(null);
  const isGone = useRef(false);
  const photos = photosOf(files);

  useEffect(() => {
    if (isFresh) {
      picker.current?.focus();
      // The tap that brought this part was meant for the phone's chooser; on a slow line it is too old for that.
      if (navigator.userActivation?.isActive) picker.current?.click();
    }
    return () => {
      isGone.current = true;
    };
  }, []);

  useEffect(() => {
    if (covered === null && lastCovered.current !== null)
      document.getElementById(`che-${lastCovered.current}`)?.focus();
    lastCovered.current = covered;
  }, [covered]);

  const put = (all: readonly Uint8Array[]) => {
    setPhotos(files, all);
    onChange();
  };
  const add = async (picked: readonly File[]) => {
    const taken = picked.slice(0, MAX_PHOTOS - photos.length);
    const wrong: string[] = [];
    setFaults([]);
    onBusy(t.busy);
    for (const [index, file] of taken.entries()) {
      if (isGone.current) break;
      const at = index + 1;
      setWork({ at, of: taken.length });
      try {
        // One decoded picture at a time is all that a small phone can hold.
        // eslint-disable-next-line no-await-in-loop
        const { bytes, traces } = await redrawPhoto(file);
        tracesOf.set(bytes, traces);
        put([...photosOf(files).map((photo) => photo.bytes), bytes]);
      } catch (error) {
        const fault = error instanceof PhotoError ? error.fault : 'broken';
        wrong.push(`${fill(t.which, { at })} ${t.faults[fault]}`);
      }
    }
    if (taken.length < picked.length) wrong.push(fill(t.tooMany, { count: picked.length - taken.length }));
    setFaults(wrong);
    setWork(null);
    onBusy(null);
  };
  const replace = (old: Uint8Array, bytes: Uint8Array) => {
    tracesOf.set(bytes, tracesOf.get(old) ?? []);
    put(photosOf(files).map((photo) => (photo.bytes === old ? bytes : photo.bytes)));
  };
  const remove = (at: number) => {
    put(photos.filter((_, index) => index !== at).map(({ bytes }) => bytes));
    heading.current?.focus();
  };

  const open = covered === null ? undefined : photos[covered];
  if (open && covered !== null) {
    return (
      <Cover
        bytes={open.bytes}
        name={fill(t.one, { at: covered + 1 })}
        t={t.cover}
        onReplace={replace}
        onBusy={(isBusy) => onBusy(isBusy ? t.busy : null)}
        onDone={() => setCovered(null)}
      />
    );
  }
  return (
    <section class="card part" aria-labelledby="anh">
      <h4 id="anh" ref={heading} tabIndex={-1}>
        {t.title}
      </h4>
      <p>{t.hint}</p>
      <ol class="photos">
        {photos.map((photo, at) => (
          <Photo
            key={at}
            photo={photo}
            at={at}
            t={t}
            onCover={() => setCovered(at)}
            onRemove={() => remove(at)}
            disabled={work !== null}
          />
        ))}
      </ol>
      {photos.length < MAX_PHOTOS && (
        <label class="pick">
          <input
            ref={picker}
            type="file"
            accept="image/*"
            multiple
            autocomplete="off"
            onClick={(event) => work && event.preventDefault()}
            onChange={(event) => {
              const picked = [...(event.currentTarget.files ?? [])];
              // The page keeps no way back to the phone's own file.
              event.currentTarget.value = '';
              if (picked.length > 0) void add(picked);
            }}
          />
          <span class="strong">
            {photos.length > 0 ? fill(t.more, { left: MAX_PHOTOS - photos.length }) : t.pick}
          </span>
        </label>
      )}
      <p role="status">
        {work && fill(t.drawing, work)}
        {!work && photos.length >= MAX_PHOTOS && t.full}
      </p>
      <div role="alert">
        {faults.map((fault) => (
          <p class="missing" key={fault}>
            {fault}
          </p>
        ))}
      </div>
    </section>
  );
}

interface PhotoProps {
  photo: Attachment;
  at: number;
  t: Words;
  disabled: boolean;
  onCover(): void;
  onRemove(): void;
}

function Photo({ photo, at, t, disabled, onCover, onRemove }: PhotoProps) {
  const name = fill(t.one, { at: at + 1 });
  const traces = tracesOf.get(photo.bytes) ?? [];
  return (
    <li>
      <img src={useBlobAddress(photo.bytes, photo.type)} alt={name} />
      {traces.length > 0 && (
        <p>{fill(t.removed, { traces: traces.map((trace) => t.traces[trace]).join(', ') })}</p>
      )}
      <div class="actions">
        <button id={`che-${at}`} class="plain" type="button" disabled={disabled} onClick={onCover}>
          {t.cover.open}
          <span class="unseen"> {name}</span>
        </button>
        <button class="plain" type="button" disabled={disabled} onClick={onRemove}>
          {t.remove}
          <span class="unseen"> {name}</span>
        </button>
      </div>
    </li>
  );
}
