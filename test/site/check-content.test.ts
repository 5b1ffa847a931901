import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { checkContent, formatFinding } from '../../site/schemas/check.ts';

const root = join(import.meta.dirname, '../..');
const fixtures = join(root, 'test/fixtures/bad-content');

function linesOf(folder: string): string[] {
  return checkContent(folder).map((finding) => formatFinding(finding).slice(folder.length + 1));
}

function expectedLines(folder: string): string[] {
  return readFileSync(join(folder, 'expected.txt'), 'utf8').trimEnd().split('\n');
}

describe('each mistake gets its own sentence at its own place', () => {
  test.each(readdirSync(fixtures))('%s', (name) => {
    const folder = join(fixtures, name);
    expect(linesOf(folder)).toEqual(expectedLines(folder));
  });
});

test('the real content has no mistake', () => {
  const findings = checkContent(join(root, 'content'));
  expect(findings.map(formatFinding)).toEqual([]);
});

test('one file taken out of the real content is missed by every kind that names it', () => {
  const folder = mkdtempSync(join(tmpdir(), 'noi-dung-'));
  try {
    cpSync(join(root, 'content'), folder, { recursive: true });
    rmSync(join(folder, 'places/lao-cai.mdx'));
    const lines = linesOf(folder);
    expect(lines.every((line) => line.includes('không có địa bàn “lao-cai”'))).toBe(true);
    const kinds = new Set(lines.map((line) => line.split(/[/:]/, 1)[0]));
    expect([...kinds].toSorted()).toEqual(['inboxes.json', 'places', 'plans', 'posters']);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

describe('the command', { timeout: 60_000 }, () => {
  const run = (folder: string) =>
    spawnSync(process.execPath, ['site/commands/check-content.ts', folder], { cwd: root, encoding: 'utf8' });

  test('prints every mistake of every file, says how many, and fails', () => {
    const folder = 'test/fixtures/bad-content/many-files';
    const { status, stderr } = run(folder);
    const lines = expectedLines(join(root, folder)).map((line) => `${folder}/${line}`);
    expect(stderr).toBe(
      `${lines.join('\n')}\n\n${lines.length} chỗ cần sửa. Sửa xong, chạy lại: npm run check:content\n`,
    );
    expect(status).toBe(1);
  });

  test('says so and succeeds when all is well', () => {
    const { status, stdout } = run('content');
    expect(stdout).toBe('Nội dung không có lỗi.\n');
    expect(status).toBe(0);
  });
});
