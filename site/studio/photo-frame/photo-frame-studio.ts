/** A photo under a frame, placed by thumb, buttons or keys, and drawn as a new picture. Nothing of it leaves the page. */
import { drawUpright, openPhoto, PhotoError, type PhotoFault } from '../../photo/open-photo.ts';
import { fill, type Hole, move, type Placement, zoom } from './photo-placement.ts';

export interface PhotoFrameStudio {
  /** Forgets the photo. */
  close(): void;
}

/** Enough for the largest hole at twice its size; as a canvas 19 MB, which an old phone has. */
const LONG_SIDE = 2_200;
const STEP = 24;
const ZOOM_STEP = 1.15;

/** Why there is no studio; undefined for a reason that has no sentence of its own. */
export function faultOf(error: unknown): PhotoFault | '' {
  return error instanceof PhotoError ? error.fault : '';
}

/**
 * Opens a photo under the frame that is chosen in `root`, and lets it be placed and kept. Inside another app, where
 * downloads are lost, the picture is shown instead to be saved with a long press. `failed` is said when it cannot be drawn.
 * @throws PhotoError for what is no photo; TypeError when the frame does not come
 */
export async function openStudio(
  root: HTMLElement,
  file: File,
  isInApp: boolean,
  failed: string,
): Promise<PhotoFrameStudio> {
  const photo = await drawnOnce(file);
  const find = (selector: string) => root.querySelector(selector) as HTMLElement;
  const canvas = find('canvas') as HTMLCanvasElement;
  const status = find('[role=status]');
  const result = find('.result');
  let frame: Frame;
  let placement: Placement;
  let isDue = false;
  let address = '';

  const forget = () => {
    URL.revokeObjectURL(address);
    address = '';
    result.hidden = true;
  };
  const paint = () => {
    isDue = false;
    const pen = canvas.getContext('2d') as CanvasRenderingContext2D;
    const { x, y, scale } = placement;
    pen.clearRect(0, 0, canvas.width, canvas.height);
    pen.imageSmoothingQuality = 'high';
    pen.drawImage(photo, x, y, photo.width * scale, photo.height * scale);
    pen.drawImage(frame.picture, 0, 0, canvas.width, canvas.height);
  };
  const place = (next: Placement) => {
    placement = next;
    // What was drawn before no longer shows what one sees.
    forget();
    if (!isDue) requestAnimationFrame(paint);
    isDue = true;
  };
  const wear = (next: Frame) => {
    frame = next;
    canvas.width = next.width;
    canvas.height = next.height;
    place(fill(photo, next.hole));
  };
  const shift = (dx: number, dy: number) => place(move(placement, dx, dy, photo, frame.hole));
  const grow = (factor: number, at = middleOf(frame.hole)) =>
    place(zoom(placement, factor, at, photo, frame.hole));
  const acts: Record<string, () => void> = {
    ArrowLeft: () => shift(-STEP, 0),
    ArrowRight: () => shift(STEP, 0),
    ArrowUp: () => shift(0, -STEP),
    ArrowDown: () => shift(0, STEP),
    '+': () => grow(ZOOM_STEP),
    '=': () => grow(ZOOM_STEP),
    '-': () => grow(1 / ZOOM_STEP),
    '0': () => place(fill(photo, frame.hole)),
  };

  wear(await chosenFrame(root));
  root.onchange = (event) => {
    if ((event.target as HTMLInputElement).type !== 'radio') return;
    status.textContent = '';
    chosenFrame(root).then(wear, () => {
      status.textContent = failed;
    });
  };
  canvas.onkeydown = (event) => {
    const act = event.ctrlKey || event.metaKey || event.altKey ? undefined : acts[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  };
  for (const button of Array.from(root.querySelectorAll<HTMLElement>('[data-act]'))) {
    const act = acts[button.dataset.act || ''];
    if (act) button.onclick = act;
  }
  followFingers(canvas, shift, grow);

  find('.keep').onclick = () => {
    paint();
    canvas.toBlob((blob) => {
      if (!blob || blob.type !== 'image/png') {
        status.textContent = failed;
        return;
      }
      forget();
      address = URL.createObjectURL(blob);
      if (isInApp) {
        const shown = result.querySelector('img') || result.appendChild(new Image());
        Object.assign(shown, { src: address, alt: result.dataset.alt || '' });
        result.hidden = false;
        result.focus();
      } else {
        Object.assign(document.createElement('a'), { href: address, download: frame.name }).click();
      }
    }, 'image/png');
  };
  find('.work').hidden = false;
  canvas.scrollIntoView({ block: 'nearest' });

  return {
    close() {
      forget();
      photo.width = photo.height = 0;
    },
  };
}

interface Frame {
  picture: HTMLImageElement;
  /** Of the file that comes of it. */
  name: string;
  width: number;
  height: number;
  hole: Hole;
}

// The original is let go at once: it may hold 200 MB.
async function drawnOnce(file: File): Promise<HTMLCanvasElement> {
  const { source, orientation } = await openPhoto(file);
  try {
    return drawUpright(source, orientation, LONG_SIDE);
  } finally {
    source.removeAttribute('src');
  }
}

function chosenFrame(root: HTMLElement): Promise<Frame> {
  const { value, dataset } = root.querySelector('input[type=radio]:checked') as HTMLInputElement;
  const measures = JSON.parse(dataset.frame || '') as Omit<Frame, 'picture'>;
  const picture = new Image();
  return new Promise((resolve, reject) => {
    picture.onload = () => resolve({ ...measures, picture });
    picture.onerror = () => reject(new TypeError('no frame'));
    picture.src = value;
  });
}

const middleOf = ({ x, y, width, height }: Hole) => [x + width / 2, y + height / 2] as const;

type Point = readonly [x: number, y: number];

/** One finger moves, two move and zoom. */
function followFingers(
  canvas: HTMLCanvasElement,
  shift: (dx: number, dy: number) => void,
  grow: (factor: number, at: Point) => void,
): void {
  const fingers = new Map<number, Point>();
  const pointOf = ({ clientX, clientY }: PointerEvent): Point => {
    const { left, top, width, height } = canvas.getBoundingClientRect();
    return [((clientX - left) * canvas.width) / width, ((clientY - top) * canvas.height) / height];
  };
  const look = () => {
    const [one = [0, 0], two = one] = Array.from(fingers.values());
    return {
      middle: [(one[0] + two[0]) / 2, (one[1] + two[1]) / 2] as const,
      apart: Math.hypot(one[0] - two[0], one[1] - two[1]),
    };
  };
  canvas.onpointerdown = (event) => {
    canvas.setPointerCapture(event.pointerId);
    fingers.set(event.pointerId, pointOf(event));
  };
  canvas.onpointermove = (event) => {
    if (!fingers.has(event.pointerId)) return;
    const before = look();
    fingers.set(event.pointerId, pointOf(event));
    const now = look();
    shift(now.middle[0] - before.middle[0], now.middle[1] - before.middle[1]);
    if (before.apart > 0 && now.apart > 0) grow(now.apart / before.apart, now.middle);
  };
  canvas.onpointerup = canvas.onpointercancel = (event) => {
    fingers.delete(event.pointerId);
  };
}
