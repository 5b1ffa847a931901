/** What the built site says of its operator and of what it was built from, and what officers compare on the phone. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { deskFile } from '../../site/commands/release/check-dist.ts';
import { distFolder, projectRoot } from '../../site/commands/project.ts';
import { releasesFile } from '../../site/commands/release/releases.ts';
import { LOCAL_SECURITY_CONTACT, securityFile } from '../../site/commands/release/security-text.ts';
import { LOCAL_CONTACT } from '../../site/commands/release/settings.ts';
import { sayFingerprint } from '../../site/text/groups.ts';
import { files, isTipPage, pages, read } from './built-site.ts';

test('the operator’s contact stands on /can-bo/ and in the officer’s tool, in no other file', () => {
  // A build of this machine has a contact of its own, which nobody else writes.
  const told = files.filter((file) => readFileSync(join(distFolder, file)).includes(LOCAL_CONTACT));
  expect(told.sort()).toEqual(['can-bo/index.html', deskFile].sort());
});

test('whoever finds a hole is told in security.txt alone whom to write to, until a year after the commit', () => {
  // Of a contact only the addresses in it may stand there (security-text.test.ts); this machine has one of nobody.
  const told = files.filter((file) => readFileSync(join(distFolder, file)).includes(LOCAL_SECURITY_CONTACT));
  expect(told).toEqual([securityFile]);
  const fields = read(securityFile)
    .split('\n')
    .filter((line) => line && !line.startsWith('#'))
    .map((line) => /^([A-Z][A-Za-z-]+): (\S.*)$/.exec(line)?.slice(1) ?? [line]);
  const { commit } = JSON.parse(read(releasesFile))[0];
  const committed = execFileSync('git', ['show', '-s', '--format=%ct', commit], {
    cwd: projectRoot,
    encoding: 'utf8',
  });
  const expires = new Date(Number(committed) * 1000);
  expires.setUTCFullYear(expires.getUTCFullYear() + 1);
  expect(fields).toEqual([
    ['Contact', LOCAL_SECURITY_CONTACT],
    ['Expires', expires.toISOString()],
    ['Preferred-Languages', 'vi, en'],
  ]);
});

test('each content page says its version, the tip pages say none, and only /can-bo/ names the commit', () => {
  const [{ version, commit }] = JSON.parse(read(releasesFile));
  expect(commit).toMatch(/^[0-9a-f]{40}$/);
  const telling = pages.filter((page) => read(page).includes(`<dd>${version}</dd>`));
  expect(telling.length).toBeGreaterThan(50);
  expect(pages.filter((page) => !telling.includes(page))).toEqual(pages.filter(isTipPage));
  expect(read(deskFile)).toContain(version);
  // Else each commit would change files that no one changed: pages in caches, the SHA-256 that officers compare.
  const named = files.filter((file) => readFileSync(join(distFolder, file)).includes(commit.slice(0, 12)));
  expect(named.sort()).toEqual([releasesFile, 'can-bo/index.html'].sort());
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
