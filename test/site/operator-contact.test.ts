/** Where the built site says how to reach its operator: for officers, and nowhere else. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { deskFile } from '../../site/commands/check-dist.ts';
import { distFolder } from '../../site/commands/project.ts';
import { LOCAL_CONTACT } from '../../site/commands/settings.ts';
import { files } from './built-site.ts';

test('the operator’s contact stands on /can-bo/ and in the officer’s tool, in no other file', () => {
  // A build of this machine has a contact of its own, which nobody else writes.
  const told = files.filter((file) => readFileSync(join(distFolder, file)).includes(LOCAL_CONTACT));
  expect(told.sort()).toEqual(['can-bo/index.html', deskFile].sort());
});
