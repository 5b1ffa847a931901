/** What the built site says of its operator, for officers and nobody else, and what both compare on the phone. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { deskFile } from '../../site/commands/release/check-dist.ts';
import { distFolder } from '../../site/commands/project.ts';
import { LOCAL_CONTACT } from '../../site/commands/release/settings.ts';
import { sayFingerprint } from '../../site/text/groups.ts';
import { files, read } from './built-site.ts';

test('the operator’s contact stands on /can-bo/ and in the officer’s tool, in no other file', () => {
  // A build of this machine has a contact of its own, which nobody else writes.
  const told = files.filter((file) => readFileSync(join(distFolder, file)).includes(LOCAL_CONTACT));
  expect(told.sort()).toEqual(['can-bo/index.html', deskFile].sort());
});

test('what /can-bo/ has officers print of their tool is what build and deploy print', () => {
  const hash = createHash('sha256')
    .update(readFileSync(join(distFolder, deskFile)))
    .digest('hex');
  const codes = [...read('can-bo/index.html').matchAll(/<code>(.*?)<\/code>/g)].map(([, code = '']) =>
    code.replaceAll('&#39;', "'").replaceAll('&amp;', '&'),
  );
  const onLinux = codes.find((code) => code.startsWith('sha256sum')) ?? '';
  const said = execFileSync('bash', ['-c', onLinux], { cwd: join(distFolder, 'can-bo'), encoding: 'utf8' });
  expect(said.trim()).toBe(sayFingerprint(hash));
  // The same in .NET: `....` is any four, `$&` what was found. Get-FileHash itself prints capitals.
  expect(codes).toContain("(Get-FileHash mo-tin.html).Hash -replace '....','$& '");
});
