/**
 * The ways between the rooms of this house, part of `npm run check`: who may import whom, read from the code by
 * dependency-cruiser. Fails on a way that is forbidden and on any circle; types count, too. `--print` shows the graph that
 * stands in .github/CONTRIBUTING.md.
 */
import { cp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import {
  cruise,
  type ICruiseResult,
  type IReachabilityForbiddenRuleType,
  type IRegularForbiddenRuleType,
} from 'dependency-cruiser';
import { projectRoot } from './project.ts';

const handbook = join(projectRoot, '.github/CONTRIBUTING.md');

/** From the foundation up: a room imports from itself and from those before it, never from one that comes after. */
const ROOMS = [
  'worker/contract',
  'worker/(settings|inboxes|kids|addresses|[a-z-]+\\.d)\\.',
  'worker/http',
  'worker/abuse',
  'worker/delivery',
  'worker/storage',
  'worker/env\\.',
  'worker/routes',
  'worker/index\\.',
  'site/limits\\.',
  'site/text',
  'site/envelope',
  'site/i18n',
  'site/schemas',
  'site/markdown',
  'site/print/engine',
  'site/print/sheets',
  'site/catalog',
  'site/checker',
  'site/browser',
  'site/photo',
  'site/studio',
  'site/tip',
  'site/desk',
  'site/styles',
  'site/components',
  'site/layouts',
  'site/pages',
  'site/commands',
];

/** What runs on a phone or at the desk. */
const IN_BROWSERS = '^site/(browser|photo|studio|tip|desk|envelope)/|\\.astro\\.script\\.ts$';

const forbidden: IRegularForbiddenRuleType[] = [
  { name: 'no circle', from: {}, to: { circular: true } },
  ...ROOMS.slice(0, -1).map((room, at) => ({
    name: `${room} stands below`,
    from: { path: `^${room}` },
    to: { path: `^(${ROOMS.slice(at + 1).join('|')})` },
  })),
  {
    name: 'the Worker knows nothing of the site: it owns no code that could open a tip',
    from: { path: '^worker/' },
    to: { path: '^site/' },
  },
  {
    name: 'the site knows of the Worker its contract only',
    from: { path: '^site/' },
    to: { path: '^worker/', pathNot: '^worker/contract/' },
  },
  {
    name: 'tip and desk do not know each other',
    from: { path: '^site/tip/' },
    to: { path: '^site/desk/' },
  },
  {
    name: 'tip and desk do not know each other',
    from: { path: '^site/desk/' },
    to: { path: '^site/tip/' },
  },
  {
    name: 'components and layouts read no content: their page hands it to them',
    from: { path: '^site/(components|layouts)/' },
    to: { path: '^astro:content$|^site/catalog/load\\.ts$', dependencyTypesNot: ['type-only'] },
  },
  {
    name: 'nothing that is built or run knows the tests',
    from: { path: '^(site|worker)/' },
    to: { path: '^test/' },
  },
];

/** Of what is left when types are gone. */
const forbiddenAtRunTime: IReachabilityForbiddenRuleType[] = [
  {
    name: 'no script of a page brings in zod, or reads content',
    from: { path: IN_BROWSERS, pathNot: '^site/desk/build\\.ts$' },
    to: { path: 'node_modules/zod/|^site/checker/|^astro:content$', reachable: true },
  },
];

/** A copy of the code in which an .astro file is two plain ones: what builds the page, and its scripts. */
async function mirror(): Promise<string> {
  const folder = join(projectRoot, '.local/rooms');
  await rm(folder, { recursive: true, force: true });
  for (const part of ['site', 'worker'])
    // eslint-disable-next-line no-await-in-loop
    await cp(join(projectRoot, part), join(folder, part), { recursive: true });
  const files = await readdir(folder, { recursive: true });
  await Promise.all(
    files
      .filter((file) => file.endsWith('.astro'))
      .map(async (name) => {
        const file = join(folder, name);
        const text = await readFile(file, 'utf8');
        const [, frontMatter = ''] = /^---\n([\s\S]*?)\n---/.exec(text) ?? [];
        const scripts = [...text.matchAll(/<script>([\s\S]*?)<\/script>/g)].map(([, code]) => code);
        await writeFile(file, frontMatter);
        await rename(file, `${file}.ts`);
        if (scripts.length > 0) await writeFile(`${file}.script.ts`, scripts.join('\n'));
      }),
  );
  return folder;
}

async function cruiseRooms(
  baseDir: string,
  rules: (IRegularForbiddenRuleType | IReachabilityForbiddenRuleType)[],
  withTypes: boolean,
): Promise<ICruiseResult> {
  const { output } = await cruise(
    ['site', 'worker'],
    {
      baseDir,
      ruleSet: { forbidden: rules.map((rule) => ({ ...rule, severity: 'error' })) },
      validate: true,
      doNotFollow: { path: 'node_modules' },
      exclude: { path: '^site/public/' },
      tsPreCompilationDeps: withTypes,
    },
    { extensions: ['.ts', '.tsx', '.json'] },
  );
  return output as ICruiseResult;
}

/** What stands for a file in the graph: its room, or itself where it is in none. */
const roomOf = (file: string): string =>
  /^(?:site\/print|site|worker)\/[a-z0-9]+(?=\/)/.exec(file)?.[0] ?? file.replace(/\.ts$/, '');

/** Each room with the rooms that it imports from, one a line. */
function graphOf({ modules }: ICruiseResult): string[] {
  const isOurs = (file: string) => /^(site|worker)\/.*\.tsx?$/.test(file);
  const ways = new Map<string, Set<string>>();
  for (const { source, dependencies } of modules.filter((module) => isOurs(module.source))) {
    const to = ways.get(roomOf(source)) ?? new Set();
    for (const { resolved } of dependencies)
      if (isOurs(resolved) && roomOf(resolved) !== roomOf(source)) to.add(roomOf(resolved));
    ways.set(roomOf(source), to);
  }
  return [...ways]
    .filter(([, to]) => to.size > 0)
    .map(([room, to]) => `${room} -> ${[...to].toSorted().join(', ')}`)
    .toSorted();
}

const folder = await mirror();
const all = await cruiseRooms(folder, forbidden, true);
const graph = graphOf(all).join('\n');
if (process.argv.includes('--print')) console.log(graph);
else {
  const atRunTime = await cruiseRooms(folder, forbiddenAtRunTime, false);
  const wrong = [all, atRunTime]
    .flatMap(({ summary }) => summary.violations)
    .map(({ from, to, rule }) => `${from} -> ${to}: ${rule.name}`);
  if (!(await readFile(handbook, 'utf8')).includes(graph))
    wrong.push(
      `the graph in ${relative(projectRoot, handbook)} is not of this code: put in what --print gives`,
    );
  if (wrong.length > 0) {
    console.error(wrong.join('\n'));
    process.exitCode = 1;
  }
  console.log(`${all.summary.totalCruised} modules, ${all.summary.totalDependenciesCruised} ways`);
}
