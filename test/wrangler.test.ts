/** What the platform must not do by itself. */
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { unstable_readConfig as readWranglerConfig } from 'wrangler';
import { projectRoot } from '../site/commands/project.ts';

describe('the Worker', () => {
  const config = readWranglerConfig({ config: join(projectRoot, 'wrangler.toml') });

  test('keeps no logs', () => {
    expect(config.observability?.enabled).toBe(false);
    expect(config.logpush).toBe(false);
    expect(config.tail_consumers ?? []).toEqual([]);
  });

  test('is at one address only', () => {
    expect(config.workers_dev).toBe(false);
    expect(config.preview_urls).toBe(false);
  });
});
