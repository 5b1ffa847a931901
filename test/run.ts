/**
 * `npm test`: builds the site once, runs every test (unit, Worker in workerd, real browser) against that build,
 * and ends with one line: `N passed, N failed`. A skipped test counts as failed, and so does a runner without tests.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { buildSite } from '../site/commands/build.ts';
import { freePort } from '../site/commands/line/local-line.ts';
import { offlineEnv, projectRoot } from '../site/commands/project.ts';

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
  await buildSite({ local: true, siteUrl });
  await runTool('vitest/vitest.mjs', ['run', '--config', 'test/vitest.config.ts']);
  await runTool('@playwright/test/cli.js', ['test', '--config', 'test/playwright.config.ts']);
  for (const count of [...(await vitestCounts()), await playwrightCount()]) {
    total.passed += count.passed;
    total.failed += count.failed;
  }
} catch (error) {
  console.error(error);
  total.failed += 1;
}
console.log(`\n${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0;

async function runTool(program: string, args: string[]): Promise<void> {
  const child = spawn(process.execPath, [join(projectRoot, 'node_modules', program), ...args], {
    cwd: projectRoot,
    env,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  await once(child, 'exit');
}

async function vitestCounts(): Promise<Count[]> {
  const report = await readReport<VitestReport>(vitestReport);
  if (!report) return [nothingRan('vitest')];
  const kinds = [/^test\/((site|vectors|built|line)\/|[^/]+$)/, /^test\/worker\//];
  const counts = kinds.map((kind) => {
    const files = report.testResults.filter(({ name }) => kind.test(relative(projectRoot, name)));
    const states = files.flatMap((file) =>
      // A file that could not be loaded has no tests to count, but it is a failure all the same.
      file.assertionResults.length > 0 ? file.assertionResults.map(({ status }) => status) : [file.status],
    );
    return states.length > 0 ? countOf(states) : nothingRan(String(kind));
  });
  // Errors outside any test (an unhandled rejection, say) show only here.
  const hidden = !report.success && counts.every(({ failed }) => failed === 0);
  return hidden ? [...counts, { passed: 0, failed: 1 }] : counts;
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
