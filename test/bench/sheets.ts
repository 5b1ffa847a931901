/**
 * Part of `npm run bench`: how long the sheets of localities with channels of their own take to lay out and draw, as
 * PDFs, beside the budget of 20 s for five. `-- --places 100` takes another count. Numbers of one machine at one time.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { parse } from 'yaml';
import { projectRoot } from '../../site/commands/project.ts';
import { place as placeSchema } from '../../site/schemas/place.ts';
import { poster as posterSchema } from '../../site/schemas/poster.ts';
import { posterSheet, sizesOf } from '../../site/schemas/poster-sheet.ts';
import { drawPdf } from '../../site/sheet/draw-pdf.ts';
import { boldTypeface } from '../../site/sheet/font-file.ts';

const BUDGET_S = 20;

const { values } = parseArgs({ options: { places: { type: 'string', default: '5' } } });
const count = Number(values.places);
const frontMatter = async (file: string): Promise<unknown> =>
  parse((await readFile(join(projectRoot, 'content', file), 'utf8')).split('---\n')[1] ?? '');
const posters = await Promise.all(
  [1, 2, 3, 4, 5, 6].map(async (group) => posterSchema.parse(await frontMatter(`posters/nhom-${group}.mdx`))),
);
const province = placeSchema.parse(await frontMatter('places/lao-cai.mdx'));

const started = performance.now();
let sheets = 0;
for (let at = 0; at < count; at++) {
  const number = `0214.${String(at)
    .padStart(6, '0')
    .replace(/(...)$/, '.$1')}`;
  const phones = province.channels.phones.slice(0, 1).map((phone) => ({ ...phone, number }));
  const place = { ...province, name: `xã Số ${at}`, channels: { ...province.channels, phones } };
  const setting = {
    place,
    parent: province,
    campaign: province,
    siteUrl: 'https://tin.example.test',
    trial: false,
  };
  for (const poster of posters)
    for (const size of sizesOf(poster)) {
      // eslint-disable-next-line no-await-in-loop
      await drawPdf(posterSheet(poster, size, setting, boldTypeface()).sheet, boldTypeface());
      sheets++;
    }
}
const seconds = (performance.now() - started) / 1_000;
const budget = count === 5 ? `, budget ${BUDGET_S} s` : '';
console.log(`${sheets} sheets of ${count} localities in ${seconds.toFixed(1)} s${budget}`);
