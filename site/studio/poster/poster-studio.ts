/** The studio of a poster page: a name into the blank, seen at once, taken home as a file. Nothing of it is sent or kept. */
import { type FontMetrics, typefaceFromMetrics } from '../../print/engine/font-metrics.ts';
import { type LaidPoster, layPoster, longestName, type PosterWords } from '../../print/sheets/poster.ts';
import { DoesNotFit } from '../../print/engine/sheet.ts';
import { stampTrial } from '../../print/sheets/trial-stamp.ts';
import type { Typeface } from '../../print/engine/typeface.ts';
import { formatDecimal } from '../../text/number.ts';
import { type FileKind, keepFile, makeFile } from './files.ts';
import { fileNameOf, headlineOf, nameToSet } from './name.ts';
import { showSheet } from './show-sheet.ts';

/** What the page hands over, in one attribute. */
export interface StudioData {
  /** Part of the address and of file names: "nhom-2". */
  id: string;
  group: number;
  kinds: string[];
  sizes: { id: string; name: string; width: number; height: number }[];
  words: PosterWords;
  /** The site holds demo keys, so every sheet says that it is a trial. */
  trial: boolean;
}

/** What print shops ask for most. */
const printMarks = { bleed: 3, cropMarks: true };

/** What stands in the fields. */
interface Choice {
  kind: string;
  name: string;
  size: StudioData['sizes'][number];
}

export interface PosterStudio {
  /** Draws what stands in the fields and says whether it fits. */
  show(): void;
  /** Makes and keeps a file of what stands in the fields, or leads to the field that is in the way. */
  download(kind: FileKind): Promise<void>;
}

// An old phone needs longer for a sheet than a thumb for a letter.
const drawMs = 120;
// Whoever types hears the answer to the whole name, not one for each letter.
const sayMs = 700;

/** Opens the studio of a form. Rejects when the measures of the letters cannot be fetched. */
export async function openPosterStudio(form: HTMLFormElement): Promise<PosterStudio> {
  const data = JSON.parse(form.dataset.studio ?? '') as StudioData;
  const parts = partsOf(form);
  const response = await fetch('/ap-phich/phong-chu/so-do.json');
  if (!response.ok) throw new Error(String(response.status));
  const typeface = typefaceFromMetrics((await response.json()) as FontMetrics);
  let saying = 0;
  let drawing = 0;
  const say = (text: string, pause = 0) => {
    clearTimeout(saying);
    saying = window.setTimeout(() => {
      if (parts.status.textContent !== text) parts.status.textContent = text;
    }, pause);
  };

  const show = (pause = sayMs) => {
    clearTimeout(drawing);
    const { refusal, ...laid } = layChosen(chosen(form, data), data, typeface);
    const refused = refusal !== null;
    parts.name.setAttribute('aria-invalid', String(refused));
    form.classList.toggle('refused', refused);
    parts.preview.classList.toggle('refused', refused);
    showSheet(parts.drawing, laid.sheet);
    parts.drawing.setAttribute('aria-label', laid.sheet.title);
    parts.caption.textContent = `Xem trước, khổ ${laid.choice.size.name}`;
    say(refusal ?? fits(laid), pause);
    return refused ? null : laid;
  };

  const download = async (kind: FileKind) => {
    const laid = show(0);
    if (!laid) {
      parts.name.focus();
      return;
    }
    const { choice } = laid;
    const fileName = fileNameOf(data.id, { ...choice, size: choice.size.id }, kind);
    say(`Đang tạo tệp ${kind.toUpperCase()}…`);
    try {
      const marks = form.querySelector('input[name=xen]:checked') ? printMarks : {};
      keepFile(await makeFile(laid.sheet, kind, marks), fileName);
      say(`Đã tạo tệp ${fileName}. Tệp nằm trong mục Tải về của máy.`);
    } catch {
      const other = kind === 'pdf' ? 'tải SVG, hoặc ' : '';
      say(
        `Chưa tạo được tệp: mạng yếu, hoặc trình duyệt đã cũ. Hãy bấm lại, mở lại trang, ${other}tải bản để trống ở dưới.`,
      );
    }
  };

  // On a wide screen it takes the place of the empty sheet.
  form.closest('.hang')?.classList.add('filling');
  parts.preview.hidden = false;
  show(0);
  return {
    show: () => {
      clearTimeout(drawing);
      drawing = window.setTimeout(show, drawMs, sayMs);
    },
    download,
  };
}

type Filled = LaidPoster & { choice: Choice };

/** The poster of a choice; where its name cannot stand on it, the one with the blank, and why. */
function layChosen(
  choice: Choice,
  data: StudioData,
  typeface: Typeface,
): Filled & { refusal: string | null } {
  try {
    return { ...lay(choice, data, typeface), refusal: null };
  } catch (error) {
    if (!(error instanceof DoesNotFit)) throw error;
    return { ...lay({ ...choice, name: '' }, data, typeface), refusal: error.message };
  }
}

function lay(typed: Choice, { words, kinds, group, trial }: StudioData, typeface: Typeface): Filled {
  const choice = { ...typed, name: nameToSet(typed.name, typed.kind) };
  const { kind, name, size } = choice;
  const laid = layPoster(
    {
      ...words,
      headline: headlineOf(words.headline, kinds, kind),
      name,
      title: `Áp phích nhóm ${group}: ${nameOf(choice)}, khổ ${size.name}`,
      size,
    },
    typeface,
  );
  return { ...laid, sheet: trial ? stampTrial(laid.sheet, typeface) : laid.sheet, choice };
}

function chosen(form: HTMLFormElement, { kinds, sizes }: StudioData): Choice {
  const checked = (name: string) =>
    form.querySelector<HTMLInputElement>(`input[name=${name}]:checked`)?.value ?? '';
  const size = sizes.find(({ id }) => id === checked('kho')) ?? sizes[0];
  if (!size) throw new Error('a poster without a size');
  // A single kind is nothing to choose, and has no field.
  return { kind: checked('loai') || (kinds[0] ?? ''), name: partsOf(form).name.value, size };
}

const nameOf = ({ kind, name }: Choice) => `${kind} ${name || '…'}`.toLocaleUpperCase('vi');

function fits({ choice, letters }: Filled): string {
  const { name } = choice;
  const high = letters.headline;
  const reads = `Chữ khẩu hiệu nhỏ nhất cao ${formatDecimal(high, high < 20 ? 1 : 0)} mm, đọc được từ xa ${formatDecimal(high / 5)} m.`;
  if (name === '') return `Chưa điền tên: sau chữ “${choice.kind}” để chỗ trống viết tay. ${reads}`;
  return `Vừa khổ ${choice.size.name} (tên ${[...name].length}/${longestName} ký tự). Áp phích ghi “${nameOf(choice)}”. ${reads}`;
}

interface Parts {
  name: HTMLInputElement;
  status: HTMLElement;
  preview: HTMLElement;
  drawing: SVGSVGElement;
  caption: HTMLElement;
}

function partsOf(form: HTMLFormElement): Parts {
  const preview = document.getElementById('xem-truoc');
  const parts = {
    name: form.querySelector<HTMLInputElement>('#ten-noi'),
    status: form.querySelector<HTMLElement>('[role=status]'),
    preview,
    drawing: preview?.querySelector('svg'),
    caption: preview?.querySelector('figcaption'),
  };
  const { name, status, drawing, caption } = parts;
  if (!name || !status || !preview || !drawing || !caption) throw new Error('the studio lacks a part');
  return { name, status, preview, drawing, caption };
}
