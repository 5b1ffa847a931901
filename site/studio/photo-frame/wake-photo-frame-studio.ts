/** Shows the part of the frame page that needs a script; what draws comes only when somebody has chosen a photo. */
import type { PhotoFrameStudio } from './photo-frame-studio.ts';
import { inApp } from '../../browser/in-app.ts';

/** What the page says meanwhile; faults by the name of the `PhotoFault`. */
interface Words {
  busy: string;
  failed: string;
  faults: Record<string, string>;
}

const root = document.getElementById('ghep') as HTMLElement;
const find = (selector: string) => root.querySelector(selector) as HTMLElement;
const words = JSON.parse(root.dataset.words || '') as Words;
const status = find('[role=status]');
const picker = find('input[type=file]') as HTMLInputElement;
let studio: PhotoFrameStudio | undefined;
// The last one chosen wins, however long an earlier one takes.
let turn = 0;

async function open(file: File): Promise<void> {
  const mine = ++turn;
  status.textContent = words.busy;
  try {
    const { openStudio, faultOf } = await import('./photo-frame-studio.ts');
    const opened = await openStudio(root, file, inApp(), words.failed).catch((error: unknown) =>
      faultOf(error),
    );
    if (mine !== turn) return;
    if (typeof opened === 'string') status.textContent = words.faults[opened] || words.failed;
    else {
      if (studio) studio.close();
      studio = opened;
      status.textContent = '';
    }
  } catch {
    if (mine === turn) status.textContent = words.failed;
  }
}

root.hidden = false;
const keep = find('.keep');
if (inApp()) keep.textContent = keep.dataset.inApp || '';
picker.onchange = () => {
  const [file] = Array.from(picker.files || []);
  // So that the same photo can be chosen once more.
  picker.value = '';
  if (file) void open(file);
};
