import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { satteri } from '@astrojs/markdown-satteri';
import { describe, expect, test } from 'vitest';
// @ts-expect-error -- Astro reads it as JavaScript; the test needs its Markdown processor alone.
import config from '../../../astro.config.mjs';
import { checkContent, formatFinding } from '../../../site/checker/check-content.ts';

const root = join(import.meta.dirname, '../../..');
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

describe('code in an article stops the build itself, whatever the checker read', () => {
  const compile = async (article: string) => {
    const { processor } = (config as { markdown: { processor: ReturnType<typeof satteri> } }).markdown;
    const renderer = await processor.createMdxRenderer?.({ syntaxHighlight: false } as never, {} as never);
    if (!renderer) throw new Error('no MDX');
    return renderer.process(article, join(root, 'content/guides/thu.mdx'), {});
  };

  test.each([
    '``` `\n\nexport const khoa = 1;\n\n```\n',
    '``` `\n\nimport khoa from "./khoa.mdx";\n\n```\n',
    '+++\n\nexport const khoa = 1;\n',
    'Một {globalThis.khoa = 1} hai.\n',
    '{/* a */ khoa /* b */}\n',
    '> - {khoa}\n',
    '| a |\n|---|\n| {khoa} |\n',
    '[^1]\n\n[^1]: {khoa}\n',
    '``` `\n\n<script>khoa</script>\n\n```\n',
    '<b title={khoa}>a</b>\n',
    '<b {...khoa}>a</b>\n',
    '<>a</>\n',
    '![a](./khoa.mdx)\n',
    '![a][b]\n\n[b]: ./khoa.mdx\n',
    '[a](javascript:khoa)\n',
    '[a][b]\n\n[b]: java&#115;cript:khoa\n',
  ])('%j', (article) => expect(compile(article)).rejects.toThrow(/mã lệnh|thẻ|ảnh|địa chỉ/));

  test('also where a file would be read as plain Markdown', async () => {
    const { processor } = (config as { markdown: { processor: ReturnType<typeof satteri> } }).markdown;
    const renderer = await processor.createRenderer({ syntaxHighlight: false } as never);
    await expect(renderer.render('Bài <script src="x"></script>\n')).rejects.toThrow('mã lệnh');
  });

  test('and a quoted number that there is not stops it too', async () => {
    await expect(compile('Giữ %giu-tin% ngày.\n')).rejects.toThrow('không có con số nào');
    expect((await compile('Giữ **%giu-tin-da-mo% ngày**, `%giu-tin%`.\n')).code).not.toContain(
      '%giu-tin-da-mo',
    );
  });

  test('but notes and code that is shown as text do not', async () => {
    const article =
      '# A\n\n{/* một * hai ** ba */}\n\n`{a}` <b>b</b> [c](/tim/) [d](tel:115)\n\n```\nexport const a = 1\n```\n';
    expect((await compile(article)).code).toContain('export const a');
  });
});

test('the real content has no mistake', () => {
  const findings = checkContent(join(root, 'content'));
  expect(findings.map(formatFinding)).toEqual([]);
});

/** Does something to a copy of the real content, which is gone afterwards. */
function withCopy(act: (folder: string) => void): void {
  const folder = mkdtempSync(join(tmpdir(), 'noi-dung-'));
  try {
    cpSync(join(root, 'content'), folder, { recursive: true });
    act(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test('a link in place of a file is refused: the site would follow it past this check', () => {
  withCopy((folder) => {
    writeFileSync(join(folder, 'khac.md'), 'Bài <script>x</script>');
    symlinkSync(join(folder, 'khac.md'), join(folder, 'guides/bai-khac.mdx'));
    symlinkSync(join(folder, 'places'), join(folder, 'guides/thu-muc'));
    expect(linesOf(folder).filter((line) => line.startsWith('guides/'))).toEqual([
      expect.stringMatching(/^guides\/bai-khac\.mdx:1:1: đây là đường tắt/),
      expect.stringMatching(/^guides\/thu-muc:1:1: đây là đường tắt/),
    ]);
  });
});

test('landlines and service numbers can be entered, in a place and in its words', () => {
  withCopy((folder) => {
    const file = join(folder, 'places/hai-phong.mdx');
    const source = '{ plan: lac-phuong-2026, section: III.1 }';
    const phones = ['0214.3880.113', '024.3942.0113', '1800.1567']
      .map((number) => `    - { number: "${number}", label: Trực ban, hours: null, source: ${source} }\n`)
      .join('');
    const content = readFileSync(file, 'utf8');
    writeFileSync(
      file,
      content
        .replace('parent: null\n', `parent: null\nchannels:\n  phones:\n${phones}`)
        .concat('\nGọi 0214.3880.113, 024.3942.0113 hay 1800.1567.\n'),
    );
    expect(linesOf(folder)).toEqual([]);
  });
});

describe('a template becomes content by being copied', () => {
  const targets: Record<string, string> = {
    'places.mdx': 'places/lao-cai/xa-mau.mdx',
    'plans.mdx': 'plans/xa-mau-2026.mdx',
    'posters.mdx': 'posters/nhom-7.mdx',
    'guides.mdx': 'guides/bai-mau.mdx',
    'kits.mdx': 'kits/bai-mau.mdx',
    'texts.mdx': 'texts/can-bo.mdx',
    'translations.mdx': 'translations/en/tin-an-danh.mdx',
  };

  test('every kind has one', () => {
    const kinds = [...Object.keys(targets), 'events.yaml'];
    expect(readdirSync(join(root, 'content/templates')).toSorted()).toEqual(kinds.toSorted());
  });

  test.each(Object.entries(targets))('%s', (template, target) => {
    withCopy((folder) => {
      cpSync(join(folder, 'templates', template), join(folder, target));
      expect(linesOf(folder)).toEqual([]);
    });
  });

  test('events.yaml', () => {
    withCopy((folder) => {
      appendFileSync(
        join(folder, 'events.yaml'),
        `\n${readFileSync(join(folder, 'templates/events.yaml'), 'utf8')}`,
      );
      expect(linesOf(folder)).toEqual([]);
    });
  });

  test('what is wrong in the templates folder itself is nobody’s content', () => {
    withCopy((folder) => {
      appendFileSync(join(folder, 'templates/guides.mdx'), '\n<18 tuổi\n');
      expect(linesOf(folder)).toEqual([]);
    });
  });
});

test('one file taken out of the real content is missed by every kind that names it', () => {
  withCopy((folder) => {
    rmSync(join(folder, 'places/lao-cai.mdx'));
    const lines = linesOf(folder);
    expect(lines.every((line) => line.includes('không có địa bàn “lao-cai”'))).toBe(true);
    const kinds = new Set(lines.map((line) => line.split(/[/:]/, 1)[0]));
    expect([...kinds].toSorted()).toEqual(['inboxes.json', 'places', 'plans', 'posters']);
  });
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
