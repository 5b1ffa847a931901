/**
 * `npm test`: builds the site once, runs every test (unit, built site, whole line, Worker in workerd, real browser) against
 * that build, and ends with one line: `N passed, N failed`. A skipped test counts as failed, and so does a kind without
 * tests. `node test/run.ts unit worker`: these kinds only, with a build only where they need one and have none.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { buildSite } from '../site/commands/build.ts';
import { isDistFresh } from '../site/commands/release/freshness.ts';
import { freePort } from '../site/commands/line/local-line.ts';
import { offlineEnv, projectRoot } from '../site/commands/project.ts';

/** Kinds of tests, as vitest's projects are called; those in a browser are Playwright's. */
const KINDS = ['unit', 'heavy', 'built', 'line', 'worker', 'browser'] as const;
type Kind = (typeof KINDS)[number];
/** Which of them look at no built site. */
const NEED_NO_BUILD: readonly Kind[] = ['unit', 'heavy'];

type Count = { passed: number; failed: number };
type VitestReport = {
  success: boolean;
  testResults: { name: string; status: string; assertionResults: { status: string }[] }[];
};
type PlaywrightReport = {
  stats: Record<'expected' | 'skipped' | 'unexpected' | 'flaky', number>;
  errors: unknown[];
};

const reports = join(projectRoot, 'test-results');
const vitestReport = join(reports, 'vitest.json');
const playwrightReport = join(reports, 'playwright.json');

const asked = process.argv
  .slice(2)
  .filter((word): word is Kind => (KINDS as readonly string[]).includes(word));
if (asked.length < process.argv.length - 2) throw new Error(`kinds of tests: ${KINDS.join(', ')}`);
const kinds: readonly Kind[] = asked.length > 0 ? asked : KINDS;

// The officer's tool is built for one origin, so the line under test has to be at that one.
const siteUrl = `http://localhost:${await freePort()}`;
const env = {
  ...process.env,
  ...offlineEnv,
  VITEST_REPORT: vitestReport,
  PLAYWRIGHT_REPORT: playwrightReport,
};

const total: Count = { passed: 0, failed: 0 };
try {
  await rm(reports, { recursive: true, force: true });
  await mkdir(reports, { recursive: true });
  const needsBuild = kinds.some((kind) => !NEED_NO_BUILD.includes(kind));
  // All tests are to tell what a new machine would: never of an earlier build.
  if (needsBuild && (asked.length === 0 || !(await isDistFresh()))) await buildSite({ local: true, siteUrl });
  const projects = kinds.filter((kind) => kind !== 'browser');
  if (projects.length > 0) {
    const chosen = projects.flatMap((project) => ['--project', project]);
    await runTool('vitest/vitest.mjs', ['run', '--config', 'test/vitest.config.ts', ...chosen]);
    add(await vitestCounts(projects));
  }
  if (kinds.includes('browser')) {
    await runTool('@playwright/test/cli.js', ['test', '--config', 'test/playwright.config.ts']);
    add([await playwrightCount()]);
  }
} catch (error) {
  console.error(error);
  total.failed += 1;
}
console.log(`\n${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0;

function add(counts: Count[]): void {
  for (const { passed, failed } of counts) {
    total.passed += passed;
    total.failed += failed;
  }
}

async function runTool(program: string, args: string[]): Promise<void> {
  const child = spawn(process.execPath, [join(projectRoot, 'node_modules', program), ...args], {
    cwd: projectRoot,
    env,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  await once(child, 'exit');
}

async function vitestCounts(projects: readonly Kind[]): Promise<Count[]> {
  const report = await readReport<VitestReport>(vitestReport);
  if (!report) return [nothingRan('vitest')];
  const counts = projects.map((project) => {
    const files = report.testResults.filter(({ name }) => kindOf(relative(projectRoot, name)) === project);
    const states = files.flatMap((file) =>
      // A file that could not be loaded has no tests to count, but it is a failure all the same.
      file.assertionResults.length > 0 ? file.assertionResults.map(({ status }) => status) : [file.status],
    );
    return states.length > 0 ? countOf(states) : nothingRan(project);
  });
  // Errors outside any test (an unhandled rejection, say) show only here.
  const hidden = !report.success && counts.every(({ failed }) => failed === 0);
  return hidden ? [...counts, { passed: 0, failed: 1 }] : counts;
}

/** The kind that a test file belongs to, by its place (vitest.config.ts). */
function kindOf(file: string): Kind {
  if (file.endsWith('.heavy.test.ts')) return 'heavy';
  const [, folder] = /^test\/(built|line|worker)\//.exec(file) ?? [];
  return (folder as Kind | undefined) ?? 'unit';
}

function countOf(states: string[]): Count {
  const passed = states.filter((state) => state === 'passed').length;
  return { passed, failed: states.length - passed };
}

async function playwrightCount(): Promise<Count> {
  const report = await readReport<PlaywrightReport>(playwrightReport);
  if (!report || report.stats.expected + report.stats.unexpected === 0) return nothingRan('playwright');
  const { expected, skipped, unexpected, flaky } = report.stats;
  return { passed: expected, failed: skipped + unexpected + flaky + report.errors.length };
}

function nothingRan(runner: string): Count {
  console.error(`No test ran: ${runner}`);
  return { passed: 0, failed: 1 };
}

async function readReport<T>(file: string): Promise<T | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as T;
  } catch {
    return undefined;
  }
}
