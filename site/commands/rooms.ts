/**
 * The ways between the rooms of this house, part of `npm run check`: who may import whom, read from the code by
 * dependency-cruiser. Fails on a way that is forbidden and on any circle; types count, too. `--print` shows the graph that
 * stands in .github/CONTRIBUTING.md.
 */
import { cp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  cruise,
  type ICruiseResult,
  type IReachabilityForbiddenRuleType,
  type IRegularForbiddenRuleType,
} from 'dependency-cruiser';
import { projectRoot } from './project.ts';

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
  'site/text',
  'site/envelope',
  'site/i18n',
  'site/schemas',
  'site/markdown',
  'site/print/(engine|icon-paths)',
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
  options: { tsPreCompilationDeps: boolean; collapse?: string },
): Promise<ICruiseResult> {
  const { output } = await cruise(
    ['site', 'worker'],
    {
      baseDir,
      ruleSet: { forbidden: rules.map((rule) => ({ ...rule, severity: 'error' })) },
      validate: true,
      doNotFollow: { path: 'node_modules' },
      exclude: { path: '^site/public/' },
      ...options,
    },
    { extensions: ['.ts', '.tsx', '.json'] },
  );
  return output as ICruiseResult;
}

/** Each room with the rooms that it imports from, one a line. */
async function graph(): Promise<string[]> {
  const { modules } = await cruiseRooms(await mirror(), [], {
    tsPreCompilationDeps: true,
    collapse: '^(site/print/[a-z]+|site/[a-z0-9]+|worker/[a-z]+)(?=/)',
  });
  return modules
    .filter(({ source }) => /^(site|worker)\//.test(source))
    .map(({ source, dependencies }) => {
      const to = [...new Set(dependencies.map(({ resolved }) => resolved))].filter(
        (other) => other !== source && /^(site|worker)\//.test(other),
      );
      return to.length > 0 ? `${source} -> ${to.toSorted().join(', ')}` : '';
    })
    .filter(Boolean)
    .toSorted();
}

if (process.argv.includes('--print')) console.log((await graph()).join('\n'));
else {
  const folder = await mirror();
  const all = await cruiseRooms(folder, forbidden, { tsPreCompilationDeps: true });
  const atRunTime = await cruiseRooms(folder, forbiddenAtRunTime, { tsPreCompilationDeps: false });
  const violations = [all, atRunTime].flatMap(({ summary }) => summary.violations);
  for (const { from, to, rule } of violations) console.error(`${from} -> ${to}: ${rule.name}`);
  console.log(`${all.summary.totalCruised} modules, ${all.summary.totalDependenciesCruised} ways`);
  if (violations.length > 0) process.exitCode = 1;
}
