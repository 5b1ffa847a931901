import { join, resolve } from 'node:path';
import { cloudflareTest } from '@cloudflare/vitest-plugin';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

const root = resolve(import.meta.dirname, '..');

const workerBindings = {
  DELIVERY: 'cloudflare',
  MAIL_FROM: 'tin-bao@line.test',
  LOCAL_MAIL_DOMAIN: 'inbox.test',
  DELIVERY_WINDOW_MINUTES: '60',
  DELIVERY_JITTER_MINUTES: '10',
  RETRY_MINUTES: '5',
  // No bound: the clock of the stories is not that of the line, and a year passes in a day.
  MAILS_A_DAY: '',
  VERSION: '1.2.3',
  COMMIT: 'c0ffee'.padEnd(40, '0'),
  POW_SECRET: 'a secret of the tests only',
  POW_KEY_SECRET: 'another secret of the tests only',
  MAIL_SIGN_KEY: Buffer.alloc(32, 7).toString('base64url'),
  OPERATOR_TOKEN: Buffer.alloc(32, 9).toString('base64url'),
};

/** Files that start whole lines wait most of the time: begun first, they wait while the others work. */
class LinesFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const isLine = ({ project }: TestSpecification) => project.name === 'line';
    return [...sorted.filter(isLine), ...sorted.filter((file) => !isLine(file))];
  }
}

const HEAVY = ['test/site/**/*.heavy.test.ts'];

const nodeProject = (name: string, include: string[], exclude: string[] = []) => ({
  root,
  test: {
    name,
    environment: 'node' as const,
    // The commands they start take seconds on a busy machine.
    testTimeout: 30_000,
    include,
    exclude,
    // They keep nothing from one file to the next, and a process for each file costs half a second.
    isolate: name === 'line' || name === 'heavy',
    ...(name === 'built' || name === 'line' ? { globalSetup: ['test/built/fresh-dist.ts'] } : {}),
  },
});

export default defineConfig({
  root,
  test: {
    // Two cores, and the longest files wait for a line most of the time.
    maxWorkers: 3,
    sequence: { sequencer: LinesFirst },
    reporters: process.env.VITEST_REPORT ? ['default', 'json'] : ['default'],
    ...(process.env.VITEST_REPORT ? { outputFile: { json: process.env.VITEST_REPORT } } : {}),
    projects: [
      // Pure code: no build, no process of its own.
      nodeProject('unit', ['test/*.test.ts', 'test/{site,vectors}/**/*.test.ts'], HEAVY),
      // The same, but they cost seconds each: bombs, floods, whole properties.
      nodeProject('heavy', HEAVY),
      // What stands in dist/.
      nodeProject('built', ['test/built/**/*.test.ts']),
      // Whole programs: commands, lines with their mail servers, builds.
      nodeProject('line', ['test/line/**/*.test.ts']),
      {
        root,
        plugins: [
          cloudflareTest({
            wrangler: { configPath: join(root, 'wrangler.toml') },
            // Own settings and throw-away secrets: the tests need no .dev.vars and never mind what is in one.
            miniflare: { bindings: workerBindings },
          }),
        ],
        // A year of alarms passes in a second or two, but on a busy machine not in five.
        test: {
          name: 'worker',
          include: ['test/worker/**/*.test.ts'],
          globalSetup: ['test/built/fresh-dist.ts', 'test/mail/smtp-peer-setup.ts'],
          testTimeout: 30_000,
        },
      },
    ],
  },
});
