import { LONG_PAGES, TEXT_PAGES } from '../i18n/addresses.ts';
import { READERS } from '../schemas/guide.ts';
import { nearest } from './nearest.ts';
import type { Entry } from './entry.ts';
import type { Mistake } from './source.ts';
import { offsetOf } from './yaml.ts';

/** All files of a content folder, kind by kind. `inboxes` and `events` are one file each, or none. */
export interface Library {
  places: Entry[];
  plans: Entry[];
  posters: Entry[];
  guides: Entry[];
  kits: Entry[];
  texts: Entry[];
  translations: Entry[];
  inboxes: Entry[];
  events: Entry[];
}

type Path = readonly (string | number)[];
interface Mention {
  path: Path;
  name: string;
}

/**
 * Adds to the entries what one file alone cannot tell: names of places, plans and kits that no file has,
 * a place whose parent does not fit its folder, posters, inboxes and events that stand twice, advice
 * whose address is taken, texts of no page, recordings that no file holds. `recordings` are the addresses of those there are.
 */
export function checkReferences(library: Library, recordings: readonly string[]): void {
  const places = library.places.map(({ id }) => id);
  const plans = library.plans.map(({ id }) => id);
  const kits = library.kits.map(({ id }) => id);
  for (const entry of Object.values(library).flat() as Entry[]) {
    for (const mention of mentionsOf(entry, isPlaceField))
      report(entry, mention, 'địa bàn', 'places', places);
    for (const mention of mentionsOf(entry, isPlanField)) report(entry, mention, 'kế hoạch', 'plans', plans);
    for (const mention of mentionsOf(entry, isKitField)) report(entry, mention, 'bài', 'kits', kits);
    for (const mention of mentionsOf(entry, isRecordingField)) checkRecording(entry, mention, recordings);
  }
  checkParents(library.places, places);
  checkGroups(library.posters);
  checkIds(library.inboxes, 'mã hộp thư');
  checkIds(library.events, 'mã');
  checkAudienceNames(library.guides);
  checkTextNames(library.texts);
  checkTranslationNames(library.translations, library.guides);
}

const isPlaceField = (key: string) => key === 'place' || key === 'parent';
const isPlanField = (key: string) => key === 'plan';
const isKitField = (key: string) => key === 'kit';
const isRecordingField = (key: string) => key === 'file';

/** Every field of that name, however deep, that holds a text. */
function mentionsOf({ fields }: Entry, isWanted: (key: string) => boolean): Mention[] {
  const found: Mention[] = [];
  const walk = (value: unknown, path: Path): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const [key, inner] of Object.entries(value)) {
      const at = [...path, Array.isArray(value) ? Number(key) : key];
      if (typeof inner === 'string' && isWanted(key)) found.push({ path: at, name: inner });
      else walk(inner, at);
    }
  };
  walk(fields?.data, []);
  return found;
}

function report(entry: Entry, { path, name }: Mention, kind: string, folder: string, known: string[]): void {
  if (known.includes(name)) return;
  const meant = nearest(name, known);
  const advice = meant ? `Gõ “${meant}”.` : `Thêm tệp ${folder}/${name}.mdx, hoặc gõ tên tệp đã có.`;
  add(entry, path, `không có ${kind} “${name}”. ${advice}`);
}

function checkRecording(entry: Entry, { path, name }: Mention, recordings: readonly string[]): void {
  // One that is misspelt has its own sentence from the schema.
  if (!/^\/am-thanh\/[a-z0-9-]+\.\w+$/.test(name) || recordings.includes(name)) return;
  const meant = nearest(name, recordings);
  const advice = meant ? `Gõ “${meant}”.` : `Đặt tệp ấy vào site/public/am-thanh/.`;
  add(entry, path, `không có bản ghi âm “${name}”. ${advice}`);
}

/** The folder says who a place belongs to, so `parent` says the same: a circle cannot hide in it. */
function checkParents(places: Entry[], known: string[]): void {
  const parents = new Map(places.map((entry) => [entry.id, textField(entry, 'parent')]));
  for (const entry of places) {
    const parent = parents.get(entry.id);
    const folder = entry.id.includes('/') ? entry.id.slice(0, entry.id.lastIndexOf('/')) : null;
    if (parent === undefined || parent === folder || (parent && !known.includes(parent))) continue;
    const wanted = folder ?? 'null';
    if (isInCircle(entry.id, parents)) {
      add(entry, ['parent'], `“parent” đi vòng: ${entry.id} lại nằm dưới chính nó. Gõ parent: ${wanted}.`);
    } else {
      const where = folder ? `nằm trong thư mục ${folder}` : 'không nằm trong thư mục địa bàn nào';
      add(entry, ['parent'], `“parent” không khớp chỗ đặt tệp: tệp ${where}. Gõ parent: ${wanted}.`);
    }
  }
}

function isInCircle(id: string, parents: Map<string, string | null | undefined>): boolean {
  const seen = new Set<string>();
  let at = parents.get(id);
  while (at && !seen.has(at)) {
    if (at === id) return true;
    seen.add(at);
    at = parents.get(at);
  }
  return false;
}

/** One poster a group and plan; `nhom-3.mdx` is group 3. */
function checkGroups(posters: Entry[]): void {
  const first = new Map<string, Entry>();
  for (const entry of posters) {
    const { group, plan } = (entry.fields?.data ?? {}) as { group?: unknown; plan?: unknown };
    if (typeof group !== 'number') continue;
    const named = /^nhom-(\d+)$/.exec(entry.id)?.[1];
    if (named && Number(named) !== group) {
      add(
        entry,
        ['group'],
        `tên tệp là nhóm ${named} mà “group” ghi ${group}. Gõ group: ${named}, hoặc đổi tên tệp.`,
      );
    }
    const other = first.get(`${String(plan)} ${group}`);
    if (other)
      add(entry, ['group'], `nhóm ${group} của kế hoạch này đã có ở ${other.id}.mdx. Gõ số nhóm khác.`);
    else first.set(`${String(plan)} ${group}`, entry);
  }
}

function checkIds(files: Entry[], name: string): void {
  for (const entry of files) {
    const list = Array.isArray(entry.fields?.data) ? (entry.fields.data as { id?: unknown }[]) : [];
    const ids = list.map((item) => item?.id);
    ids.forEach((id, index) => {
      if (typeof id !== 'string' || ids.indexOf(id) === index) return;
      add(entry, [index, 'id'], `${name} “${id}” đã có ở trên. Gõ mã khác.`);
    });
  }
}

/** `/kien-thuc/gia-dinh/` lists the advice for families, so no page of advice may have that address. */
function checkAudienceNames(guides: Entry[]): void {
  for (const entry of guides) {
    if (!Object.hasOwn(READERS, entry.id)) continue;
    const text = `tên tệp “${entry.id}” trùng địa chỉ của một nhóm người đọc. Đổi tên tệp.`;
    entry.mistakes.push({ offset: 0, text });
  }
}

/** The site has a place for these texts only. */
function checkTextNames(texts: Entry[]): void {
  for (const entry of texts) {
    if (Object.hasOwn(TEXT_PAGES, entry.id)) continue;
    const names = Object.keys(TEXT_PAGES).map((name) => `${name}.mdx`);
    const text = `không có trang cố định nào tên “${entry.id}”. Chỉ dùng được: ${names.join(', ')}.`;
    entry.mistakes.push({ offset: 0, text });
  }
}

/** A translation is found by the name of what it translates. */
function checkTranslationNames(translations: Entry[], guides: Entry[]): void {
  const known = [...Object.keys(LONG_PAGES), ...guides.map(({ id }) => id)];
  for (const entry of translations) {
    const [language = '', name = ''] = entry.id.split('/');
    if (known.includes(name) && entry.id.split('/').length === 2) continue;
    const meant = nearest(name, known);
    const advice = meant
      ? `Đổi tên tệp thành ${language}/${meant}.mdx.`
      : 'Đặt tên tệp giống bài trong guides/.';
    entry.mistakes.push({ offset: 0, text: `không có bài tiếng Việt nào tên “${name}” để dịch. ${advice}` });
  }
}

/** The field's text; null when it says null, undefined when it is missing or something else. */
function textField({ fields }: Entry, name: string): string | null | undefined {
  const value: unknown = (fields?.data as Record<string, unknown> | null | undefined)?.[name];
  return typeof value === 'string' || value === null ? value : undefined;
}

function add(entry: Entry, path: Path, text: string): void {
  if (!entry.fields) return;
  const mistake: Mistake = { offset: offsetOf(entry.fields.doc, path) + entry.fields.shift, text };
  // A field that is already wrong by its schema is not reported twice.
  if (!entry.mistakes.some(({ offset }) => offset === mistake.offset)) entry.mistakes.push(mistake);
}
