import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { builtSiteUrl } from '../../site/commands/release/check-dist.ts';
import { startLocalLine } from '../../site/commands/line/local-line.ts';
import refuseStaleDist from '../built/fresh-dist.ts';
import { projectRoot } from '../../site/commands/project.ts';

/**
 * Starts one line for the whole run at the origin that `dist/` was built for, with storage and mails of
 * its own; its mail folder goes to the tests by the environment. Returns what ends it.
 */
export default async function startTestLine(): Promise<() => Promise<void>> {
  await refuseStaleDist();
  const folder = join(projectRoot, '.local/test');
  await rm(folder, { recursive: true, force: true });
  const { port } = new URL(await builtSiteUrl());
  const line = await startLocalLine({
    port: Number(port),
    mailDir: join(folder, 'mail'),
    stateDir: join(folder, 'state'),
    vars: { DELIVERY_WINDOW_MINUTES: '0.02' },
    ...(process.env.SLOW ? {} : { script: 'test/worker/cheap-line.ts' }),
  });
  process.env.LINE_URL = line.url;
  process.env.LINE_MAIL_DIR = line.mailDir;
  return () => line.stop();
}
