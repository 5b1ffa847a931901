/**
 * Part of `npm run bench`: how long all sheets of localities with channels of their own (posters, boards, slips) take
 * to lay out and draw, as PDFs, beside the budget of 20 s for five. `node test/bench/sheets.ts --places 100` takes
 * another count. Numbers of one machine at one time.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { parse } from 'yaml';
import inboxes from '../../content/inboxes.json' with { type: 'json' };
import { projectRoot } from '../../site/commands/project.ts';
import { inbox as inboxSchema } from '../../site/schemas/inbox.ts';
import { type Place, place as placeSchema } from '../../site/schemas/place.ts';
import { poster as posterSchema } from '../../site/schemas/poster.ts';
import { kit as kitSchema } from '../../site/schemas/kit.ts';
import { kitFiles } from '../../site/catalog/kit-files.ts';
import { posterSheet, sizesOf } from '../../site/catalog/poster-files.ts';
import { drawPdf } from '../../site/print/engine/draw-pdf.ts';
import { boldTypeface, typefaceOf } from '../../site/print/engine/font-file.ts';
import { weightsOf } from '../../site/print/engine/sheet.ts';

const BUDGET_S = 20;

const { values } = parseArgs({ options: { places: { type: 'string', default: '5' } } });
const count = Number(values.places);
const siteUrl = 'https://tin.example.test';
const trial = false;
const frontMatter = async (file: string): Promise<unknown> =>
  parse((await readFile(join(projectRoot, 'content', file), 'utf8')).split('---\n')[1] ?? '');
const posters = await Promise.all(
  [1, 2, 3, 4, 5, 6].map(async (group) => posterSchema.parse(await frontMatter(`posters/nhom-${group}.mdx`))),
);
const kits = await Promise.all(
  ['bang-duong-day-nong', 'phieu-bao-tin'].map(async (id) => ({
    id,
    data: kitSchema.parse(await frontMatter(`kits/${id}.mdx`)),
  })),
);
const province = placeSchema.parse(await frontMatter('places/lao-cai.mdx'));

const started = performance.now();
let sheets = 0;
for (let at = 0; at < count; at++) {
  const own = { id: `lao-cai/so-${at}`, data: placeNumber(at) };
  const setting = { place: own.data, parent: province, campaign: province, siteUrl, trial };
  const ofPlace = [
    ...posters.flatMap((poster) =>
      sizesOf(poster).map((size) => [posterSheet(poster, size, setting, boldTypeface()).sheet]),
    ),
    ...kits.flatMap((kit) =>
      kitFiles(kit, {
        places: [own, { id: 'lao-cai', data: province }],
        inboxes: inboxes.map((each) => inboxSchema.parse(each)),
        issuers: new Map(),
        siteUrl,
        trial,
        faces: { bold: boldTypeface(), regular: typefaceOf(400) },
      })
        .filter(({ place }) => place === own.id)
        .map((file) => file.sheets),
    ),
  ];
  // eslint-disable-next-line no-await-in-loop
  for (const sheet of ofPlace) await drawPdf(sheet, weightsOf(sheet).map(typefaceOf));
  sheets += ofPlace.length;
}
const seconds = (performance.now() - started) / 1_000;
const budget = count === 5 ? `, budget ${BUDGET_S} s` : '';
console.log(`${sheets} sheets of ${count} localities in ${seconds.toFixed(1)} s${budget}`);

/** A commune with a number of its own. */
function placeNumber(at: number): Place {
  const number = `0214.${String(at)
    .padStart(6, '0')
    .replace(/(...)$/, '.$1')}`;
  const phones = province.channels.phones.slice(0, 1).map((phone) => ({ ...phone, number }));
  return { ...province, name: `xã Số ${at}`, parent: 'lao-cai', channels: { ...province.channels, phones } };
}
