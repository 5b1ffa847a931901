import { test as base } from '@playwright/test';

/** The line that runs for the whole test run: its address without a trailing slash, and its mail folder. */
type TestLine = { url: string; mailDir: string };

/** Playwright's `test` with the fixture `line`. */
export const test = base.extend<object, { line: TestLine }>({
  line: [
    async ({}, use) => {
      const { LINE_URL: url, LINE_MAIL_DIR: mailDir } = process.env;
      if (!url || !mailDir) throw new Error('the test line is not running');
      await use({ url, mailDir });
    },
    { scope: 'worker' },
  ],
});

export { expect } from '@playwright/test';
