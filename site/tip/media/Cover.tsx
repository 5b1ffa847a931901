import { blobOf } from '../../browser/blobs.ts';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Strings } from '../strings.ts';
import { decode } from '../../photo/open-photo.ts';
import { encode } from './redraw-photo.ts';

interface Props {
  bytes: Uint8Array;
  name: string;
  t: Strings['media']['photos']['cover'];
  /** What is covered is covered in the draft at once: the picture on the screen is the one that would be sent. */
  onReplace(old: Uint8Array, bytes: Uint8Array): void;
  onBusy(isBusy: boolean): void;
  onDone(): void;
}

interface Stroke {
  width: number;
  points: [x: number, y: number][];
}

// As wide as a thumb, in CSS pixels. A stroke keeps its own width: the phone may be turned before the next one.
const BRUSH = 44;

/** A photo at full width, where a finger paints black. Black paint cannot be seen through; blurred faces can be. */
export function Cover({ bytes, name, t, onReplace, onBusy, onDone }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const [strokes, setStrokes] = useState(0);
  const [isWrong, setWrong] = useState(false);
  const work = useRef<{
    start: Uint8Array;
    now: Uint8Array;
    image: HTMLImageElement | null;
    painted: Stroke[];
  }>({
    start: bytes,
    now: bytes,
    image: null,
    painted: [],
  });
  const saving = useRef<Promise<void>>(Promise.resolve());

  useEffect(() => {
    heading.current?.focus();
    decode(blobOf([bytes], 'image/jpeg')).then(
      (image) => {
        work.current.image = image;
        paintAll();
      },
      () => setWrong(true),
    );
  }, []);

  const paintAll = () => {
    const { image, painted } = work.current;
    const sheet = canvas.current;
    if (!image || !sheet) return;
    sheet.width = image.naturalWidth;
    sheet.height = image.naturalHeight;
    sheet.getContext('2d')?.drawImage(image, 0, 0);
    for (const stroke of painted) paint(sheet, stroke);
  };
  // One after the other, so that the last stroke is the last word.
  const save = () => {
    const sheet = canvas.current;
    if (!sheet) return;
    onBusy(true);
    const { painted, start } = work.current;
    setStrokes(painted.length);
    const isBare = painted.length === 0;
    const last = (saving.current = saving.current
      .then(() => (isBare ? start : encode(sheet)))
      .then((next) => {
        onReplace(work.current.now, next);
        work.current.now = next;
      })
      .catch(() => setWrong(true))
      .then(() => {
        if (saving.current === last) onBusy(false);
      }));
  };

  const drawing = useRef(false);
  const onDown = (event: PointerEvent) => {
    if (!work.current.image || !event.isPrimary) return;
    const sheet = event.currentTarget as HTMLCanvasElement;
    sheet.setPointerCapture(event.pointerId);
    drawing.current = true;
    work.current.painted.push({ width: BRUSH * scaleOf(sheet), points: [] });
    onMove(event);
  };
  const onMove = (event: PointerEvent) => {
    const { painted } = work.current;
    const stroke = painted[painted.length - 1];
    if (!drawing.current || !stroke) return;
    const sheet = event.currentTarget as HTMLCanvasElement;
    const { left, top } = sheet.getBoundingClientRect();
    const scale = scaleOf(sheet);
    stroke.points.push([(event.clientX - left) * scale, (event.clientY - top) * scale]);
    paint(sheet, { ...stroke, points: stroke.points.slice(-2) });
  };
  const onUp = () => {
    if (!drawing.current) return;
    drawing.current = false;
    save();
  };
  const undo = () => {
    work.current.painted.pop();
    paintAll();
    save();
  };

  return (
    <section class="card part cover" aria-labelledby="che">
      <h4 id="che" ref={heading} tabIndex={-1}>
        {t.title}
      </h4>
      <p>{t.hint}</p>
      <canvas
        ref={canvas}
        role="img"
        aria-label={name}
        onPointerDown={onDown}
        onPointerMove={onMove}
        onPointerUp={onUp}
        onPointerCancel={onUp}
      />
      <p role="alert" class="missing">
        {isWrong && t.failed}
      </p>
      <div class="actions">
        <button class="plain" type="button" disabled={strokes === 0} onClick={undo}>
          {t.undo}
        </button>
        <button class="act tip" type="button" onClick={onDone}>
          {t.done}
        </button>
      </div>
    </section>
  );
}

/** Points of the picture for one CSS pixel. */
const scaleOf = (sheet: HTMLCanvasElement) => sheet.width / sheet.getBoundingClientRect().width;

function paint(sheet: HTMLCanvasElement, { width, points }: Stroke): void {
  const pen = sheet.getContext('2d');
  const [first, ...rest] = points;
  if (!pen || !first) return;
  pen.lineWidth = width;
  pen.lineCap = pen.lineJoin = 'round';
  pen.beginPath();
  pen.moveTo(...first);
  // A line to where it starts would draw nothing.
  pen.lineTo(first[0] + 0.5, first[1]);
  for (const point of rest) pen.lineTo(...point);
  pen.stroke();
}
