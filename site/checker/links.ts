import { headingsOf } from '../markdown/heading-ids.ts';
import { addressOfText, INTERFACE_PAGES, TEXT_PAGES } from '../i18n/addresses.ts';
import { READERS } from '../schemas/guide.ts';
import { FOLDERS, OTHER_ADDRESSES, ROUTES } from '../catalog/routes.ts';
import { blankCode } from './body.ts';
import { nearest } from './nearest.ts';
import type { Library } from './references.ts';
import type { Mistake } from './source.ts';

/** Every address of the site with the sections one can link to on it. */
export type Addresses = ReadonlyMap<string, readonly string[]>;

// The sections that the page of every plan has, by site/pages/ke-hoach/[plan].astro.
const PLAN_SECTIONS = [
  'nam-dieu',
  'con-so',
  'muc-tieu',
  'tieu-chi',
  'viec',
  'lo-trinh',
  'can-cu',
  'khau-hieu',
  'ghi-chu',
  'tung-phan',
];

/** The addresses that this content and the fixed pages give the site. */
export function addressesOf(library: Library): Addresses {
  const known = new Map<string, readonly string[]>();
  for (const address of [...OTHER_ADDRESSES, ...ROUTES.map((route) => route.address)]) known.set(address, []);
  known.set(
    '/duong-day-nong/',
    library.places.map(({ id }) => id.replaceAll('/', '-')),
  );
  known.set('/viec/nam/', eventIdsOf(library));
  for (const entry of library.plans) {
    const { place } = (entry.fields?.data ?? {}) as { place?: unknown };
    if (typeof place === 'string') known.set(`/viec/${place}/`, []);
  }
  for (const audience of Object.keys(READERS)) known.set(`${FOLDERS.guides}${audience}/`, []);
  for (const [kind, folder] of Object.entries(FOLDERS)) {
    for (const { id, body } of library[kind as keyof typeof FOLDERS]) {
      const own = idsOf(body.text);
      known.set(`${folder}${id}/`, kind === 'plans' ? [...PLAN_SECTIONS, ...own] : own);
    }
  }
  for (const { id, body } of library.texts) {
    const address = TEXT_PAGES[id];
    if (address) known.set(address, idsOf(body.text));
  }
  for (const { id, body } of library.translations) {
    const [language = '', name = ''] = id.split('/');
    for (const page of INTERFACE_PAGES) known.set(`/${language}${page}`, known.get(page) ?? []);
    known.set(`/${language}${addressOfText(name)}`, idsOf(body.text));
  }
  return known;
}

const idsOf = (article: string) => headingsOf(blankCode(article)).map(({ id }) => id);

function eventIdsOf({ events }: Library): string[] {
  const entries = events.flatMap(({ fields }) =>
    Array.isArray(fields?.data) ? (fields.data as unknown[]) : [],
  );
  return entries.map((entry) => String((entry as { id?: unknown } | null)?.id));
}

/** Links of an article that lead nowhere on the site. Other sites are not looked at. */
export function checkLinks(article: string, known: Addresses): Mistake[] {
  const text = blankCode(article);
  const own = idsOf(article);
  return [...text.matchAll(/\]\(([^()\s]*)[^()]*\)/g)].flatMap(({ 1: target = '', index }) => {
    const wrong = sayDeadLink(target, own, known);
    return wrong ? [{ offset: index + 2, text: wrong }] : [];
  });
}

function sayDeadLink(target: string, own: string[], known: Addresses): string | null {
  if (target === '') return 'đường dẫn để trống. Gõ địa chỉ trang vào giữa ( và ).';
  if (/^(https?:\/\/|mailto:|tel:)/.test(target)) return null;
  if (target.startsWith('#')) return sayDeadSection(target.slice(1), own, 'bài này');
  if (!target.startsWith('/')) {
    return `đường dẫn “${target}” phải bắt đầu bằng dấu / (trang của mình) hoặc https:// (trang khác).`;
  }
  const [path = '', section] = target.split('#');
  const sections = known.get(path);
  if (!sections) {
    const meant = known.has(`${path}/`) ? `${path}/` : nearest(path, [...known.keys()]);
    return `không có trang “${path}”. ${meant ? `Gõ ${meant}` : 'Gõ địa chỉ một trang đã có'}.`;
  }
  return section === undefined ? null : sayDeadSection(section, sections, `trang ${path}`);
}

function sayDeadSection(section: string, sections: readonly string[], where: string): string | null {
  if (sections.includes(section)) return null;
  const meant = nearest(section, sections);
  return `${where} không có mục “#${section}”. ${meant ? `Gõ #${meant}` : 'Xóa từ dấu # trở đi'}.`;
}
