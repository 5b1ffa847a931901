import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { rm, stat } from 'node:fs/promises';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { unstable_readConfig as readWranglerConfig } from 'wrangler';
import {
  deployConfig,
  deployConfigFile,
  writeDeployConfig,
} from '../../site/commands/release/deploy-config.ts';
import { runningMailKey } from '../../site/commands/deploy.ts';
import { offlineEnv, projectRoot } from '../../site/commands/project.ts';
import { wrangler } from '../../site/commands/release/wrangler.ts';

// No mailbox of the line, whoever wrote it there.
const elsewhere = { note: 'ai-do@congan.gov.vn' };
const facts = {
  settings: {
    siteUrl: 'https://la-chan.gov.vn',
    operatorContact: '0200 000 000 (trực ban)',
    operatorMail: 'van-hanh@la-chan.gov.vn',
    alertUrl: 'https://ntfy.gov.vn/kenh',
  },
  release: { version: '1.2.3', commit: 'c0ffee'.padEnd(40, '0') },
  inboxIds: ['lao-cai', 'lung-phinh'],
  addresses: {
    'lung-phinh': { unit: 'xa@congan.gov.vn', oversight: 'tinh@congan.gov.vn' },
    'lao-cai': {
      unit: 'tinh@congan.gov.vn',
      oversight: 'giam-sat@congan.gov.vn',
      ...elsewhere,
    },
    // Of an inbox that this line no longer has.
    'thap-muoi': { unit: 'cu@congan.gov.vn', oversight: 'cu-2@congan.gov.vn' },
  },
};

describe('the configuration of a deploy', () => {
  afterAll(() => rm(deployConfigFile, { force: true }));

  test('lets the Worker mail nobody but its mailboxes and its operator, from its own address', () => {
    expect(deployConfig(facts).send_email).toEqual([
      {
        name: 'MAIL',
        allowed_sender_addresses: ['tin-bao@example.invalid'],
        allowed_destination_addresses: [
          'tinh@congan.gov.vn',
          'giam-sat@congan.gov.vn',
          'xa@congan.gov.vn',
          'van-hanh@la-chan.gov.vn',
        ],
      },
    ]);
  });

  test('is wrangler.toml but for that, its paths and the operator’s variables', () => {
    const plain = readWranglerConfig({ config: `${projectRoot}/wrangler.toml` });
    const { main, assets, send_email: _, vars, routes, ...others } = deployConfig(facts);
    expect(routes).toEqual([{ pattern: 'la-chan.gov.vn', custom_domain: true }]);
    expect([main, assets?.directory]).toEqual(['../../worker/index.ts', '../../dist']);
    expect({ ...assets, directory: '' }).toEqual({ ...plain.assets, directory: '' });
    expect(plain).toMatchObject(others);
    expect(vars).toEqual({
      ...plain.vars,
      OPERATOR_CONTACT: '0200 000 000 (trực ban)',
      OPERATOR_MAIL: 'van-hanh@la-chan.gov.vn',
      ALERT_URL: 'https://ntfy.gov.vn/kenh',
      VERSION: '1.2.3',
      COMMIT: 'c0ffee'.padEnd(40, '0'),
    });
    // What an operator has to say stands in .env alone.
    expect([plain.vars.OPERATOR_CONTACT, plain.vars.OPERATOR_MAIL, plain.vars.ALERT_URL]).toEqual([
      '',
      '',
      '',
    ]);
  });

  test('stands where wrangler.toml says, if it says anything', () => {
    const routes = [{ pattern: 'la-chan.gov.vn/*', zone_name: 'gov.vn' }];
    expect(deployConfig(facts, { vars: {}, routes }).routes).toEqual(routes);
  });

  test('has no way to mail but SMTP where that is chosen', () => {
    const bindings = [{ name: 'MAIL' }];
    const bySmtp = { vars: { DELIVERY: 'smtp' }, send_email: bindings };
    expect(deployConfig(facts, bySmtp).send_email).toEqual([]);
  });

  test('is taken by wrangler, without network, and is for the owner of the machine only', async () => {
    await writeDeployConfig(facts);
    expect((await stat(deployConfigFile)).mode & 0o077).toBe(0);
    const child = spawn(process.execPath, [wrangler, 'deploy', '--dry-run', '--config', deployConfigFile], {
      cwd: projectRoot,
      env: { ...process.env, ...offlineEnv },
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text) => (output += text));
    const [code] = (await once(child, 'close')) as [number | null];
    expect(code, output).toBe(0);
    expect(output).toContain('env.OPERATOR_CONTACT');
    expect(output).toContain('env.MAIL');
    expect(output).not.toMatch(/warning|unexpected field/i);
  }, 60_000);
});

describe('the running line', () => {
  let server: Server | undefined;
  afterEach(() => {
    server?.closeAllConnections();
    server?.close();
  });
  async function serve(listener: RequestListener): Promise<string> {
    server = createServer(listener).listen(0, '127.0.0.1');
    await once(server, 'listening');
    return `http://127.0.0.1:${(server.address() as { port: number }).port}`;
  }

  test('is asked for its mail key', async () => {
    const url = await serve((request, response) =>
      response.end(request.url === '/api/health' ? '{"line":"ok","mailKey":"K"}' : ''),
    );
    expect(await runningMailKey(url)).toBe('K');
  });

  test('may be missing, silent, endless, or something else, and holds up no deploy', async () => {
    expect(await runningMailKey('http://127.0.0.1:1')).toBeUndefined();
    const began = Date.now();
    expect(await runningMailKey(await serve(() => {}), 300)).toBeUndefined();
    expect(
      await runningMailKey(await serve((_, response) => response.write('{"mailKey":')), 300),
    ).toBeUndefined();
    expect(Date.now() - began).toBeLessThan(5_000);
    expect(await runningMailKey(await serve((_, response) => response.end('<html>')))).toBeUndefined();
    expect(
      await runningMailKey(await serve((_, response) => response.writeHead(404).end('{"mailKey":"K"}'))),
    ).toBeUndefined();
  });
});
