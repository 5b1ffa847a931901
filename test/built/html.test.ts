import { HtmlValidate } from 'html-validate';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { distFolder } from '../../site/commands/project.ts';
import { deskFile } from '../../site/commands/release/check-dist.ts';
import { pages, read } from './built-site.ts';

// The HTML standard, not matters of taste; besides, what a screen reader's list of landmarks needs.
const html = new HtmlValidate({
  root: true,
  extends: ['html-validate:standard'],
  rules: { 'unique-landmark': 'error', 'heading-level': 'error', 'no-dup-id': 'error' },
});

describe('HTML', () => {
  test.each([...pages, deskFile])('%s is valid', async (page) => {
    const { results } = await html.validateFile(join(distFolder, page));
    const faults = results.flatMap(({ messages }) =>
      messages.map(({ line, column, ruleId, message }) => `${line}:${column} ${ruleId}: ${message}`),
    );
    expect(faults).toEqual([]);
  });

  test('a page with a repeated id, a block in a paragraph and two unnamed navs is not valid', async () => {
    const broken = `<!doctype html><html lang="vi"><head><title>a</title></head><body>
      <p id="a"><div id="a"></div></p><nav></nav><nav></nav></body></html>`;
    const { results } = await html.validateString(broken);
    const rules = results.flatMap(({ messages }) => messages.map(({ ruleId }) => ruleId));
    expect(rules).toEqual(expect.arrayContaining(['no-dup-id', 'unique-landmark']));
  });
});

test('no page shows a value or a number that was not filled in', () => {
  const unfilled = pages.flatMap((page) => {
    const text = read(page).replace(/<(script|style)\b[^]*?<\/\1>|<[^>]+>/g, ' ');
    return (text.match(/\{\w+\}|%[\p{L}][\p{L}\d.-]{2,}%/gu) ?? []).map((found) => `${page}: ${found}`);
  });
  expect(unfilled).toEqual([]);
});
