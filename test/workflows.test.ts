/** The workflows of .github run elsewhere; here only what can be read off them. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { projectRoot } from '../site/commands/project.ts';

interface Workflow {
  on: Record<string, unknown>;
  permissions: Record<string, string>;
  jobs: Record<string, { 'timeout-minutes'?: number; steps: { uses?: string; run?: string }[] }>;
}

const folder = join(projectRoot, '.github/workflows');
const { scripts } = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8'));

describe.each(readdirSync(folder))('workflow %s', (file) => {
  const { on, permissions, jobs }: Workflow = parse(readFileSync(join(folder, file), 'utf8'));
  const steps = Object.values(jobs).flatMap((job) => job.steps);

  test('may read the source and nothing else, and comes to an end', () => {
    expect(on).not.toHaveProperty('pull_request_target');
    expect(permissions).toEqual({ contents: 'read' });
    for (const job of Object.values(jobs)) {
      expect(job).not.toHaveProperty('permissions');
      expect(job['timeout-minutes']).toBeLessThanOrEqual(45);
    }
  });

  test('takes actions of GitHub itself, each of one major version', () => {
    for (const { uses } of steps) if (uses) expect(uses).toMatch(/^actions\/[a-z-]+@v\d+$/);
  });

  test('runs commands that this project has, after a clean installation', () => {
    const commands = steps.flatMap(({ run }) => run ?? []);
    expect(commands[0]).toBe('npm ci');
    for (const [, script = ''] of commands.map((run) => /^npm (?:run )?(\S+)/.exec(run) ?? []))
      expect(['ci', 'audit', ...Object.keys(scripts)]).toContain(script);
  });
});
