import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { checkArticles } from './articles.ts';
import { blankEntry, type Entry, readEntry, readJson, readYamlList } from './entry.ts';
import { checkFileName, idOf } from './file-names.ts';
import { checkReferences } from './references.ts';
import { type ContentFinding, locate } from './source.ts';
import { event } from '../schemas/event.ts';
import { guide } from '../schemas/guide.ts';
import { inbox } from '../schemas/inbox.ts';
import { kit } from '../schemas/kit.ts';
import { pageText } from '../schemas/page-text.ts';
import { place } from '../schemas/place.ts';
import { plan } from '../schemas/plan.ts';
import { poster } from '../schemas/poster.ts';
import { translation } from '../schemas/translation.ts';

export { type ContentFinding, formatFinding } from './source.ts';

/**
 * Every mistake of every file in a content folder, by file, line and column; an empty list means all
 * is well. Reads the folder, changes nothing. `folder` stands before each file name as given.
 */
export function checkContent(folder: string): ContentFinding[] {
  const library = {
    places: readKind(join(folder, 'places'), place),
    plans: readKind(join(folder, 'plans'), plan),
    posters: readKind(join(folder, 'posters'), poster),
    guides: readKind(join(folder, 'guides'), guide),
    kits: readKind(join(folder, 'kits'), kit),
    texts: readKind(join(folder, 'texts'), pageText),
    translations: readKind(join(folder, 'translations'), translation),
    inboxes: readList(join(folder, 'inboxes.json'), inbox, readJson),
    events: readList(join(folder, 'events.yaml'), event, readYamlList),
  };
  checkReferences(library, readRecordings(join(folder, '../site/public/am-thanh')));
  checkArticles(library);
  return Object.values(library)
    .flat()
    .toSorted((a, b) => (a.file < b.file ? -1 : 1))
    .flatMap(({ file, content, mistakes }) =>
      mistakes.toSorted((a, b) => a.offset - b.offset).map((mistake) => locate(file, content, mistake)),
    );
}

/** The addresses of all recordings; they lie beside the site, for content holds no sound. */
function readRecordings(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder).map((name) => `/am-thanh/${name}`) : [];
}

/** The one file that lists all entries of a kind, or nothing where there is none. */
function readList(file: string, schema: z.ZodType, read: typeof readJson): Entry[] {
  return existsSync(file) ? [read(file, readFileSync(file, 'utf8'), z.array(schema))] : [];
}

/** All files of one kind, at any depth. */
function readKind(folder: string, schema: z.ZodType): Entry[] {
  if (!existsSync(folder)) return [];
  const items = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((item) => !item.isDirectory() && !item.name.startsWith('.'))
    .map((item) => ({
      isLink: !item.isFile(),
      path: join(item.parentPath, item.name)
        .slice(folder.length + 1)
        .replaceAll('\\', '/'),
    }));
  // The site follows a link wherever it leads: past this check, and out of this folder. All else waits until it is gone.
  const links = items.filter(({ isLink }) => isLink);
  if (links.length > 0) {
    const text = 'đây là đường tắt (liên kết), không phải tệp. Xóa đi, rồi chép tệp thật vào đây.';
    return links.map(({ path }) => ({
      ...blankEntry(join(folder, path), idOf(path), ''),
      mistakes: [{ offset: 0, text }],
    }));
  }
  return items.map(({ path }) => {
    const file = join(folder, path);
    const id = idOf(path);
    const misnamed = checkFileName(path);
    const wrong = misnamed ? [{ offset: 0, text: misnamed }] : [];
    // Another kind of file is not read by the site, whatever it says.
    if (!path.endsWith('.mdx')) return { ...blankEntry(file, id, ''), mistakes: wrong };
    const entry = readEntry(file, id, readFileSync(file, 'utf8'), schema);
    return { ...entry, mistakes: [...wrong, ...entry.mistakes] };
  });
}
