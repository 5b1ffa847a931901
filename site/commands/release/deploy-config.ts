/** The wrangler configuration of one deploy: wrangler.toml with what only the operator of this line knows. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { experimental_readRawConfig as readRawConfig } from 'wrangler';
import { AUDIENCES } from '../../../worker/contract/audience.ts';
import { projectRoot } from '../project.ts';
import type { Settings } from './settings.ts';

/** Git-ignored: it holds mail addresses. */
export const deployConfigFile = join(projectRoot, '.local/deploy/wrangler.json');

export interface DeployFacts {
  settings: Pick<Settings, 'siteUrl' | 'operatorContact' | 'operatorMail' | 'alertUrl'>;
  release: { version: string; commit: string };
  /** Every inbox of `worker/kids.txt`. */
  inboxIds: readonly string[];
  addresses: Record<string, { unit?: string; oversight?: string } | undefined>;
}

type RawConfig = ReturnType<typeof readRawConfig>['rawConfig'];

/**
 * wrangler.toml with the operator's variables, and with mail bound to the line's sender, its mailboxes and the operator:
 * whoever gets code into the Worker cannot mail anybody else. By SMTP there is no such binding. The Worker stands at the
 * site's own address unless wrangler.toml names another.
 */
export function deployConfig(
  { settings, release, inboxIds, addresses }: DeployFacts,
  rawConfig = readRawConfig({ config: join(projectRoot, 'wrangler.toml') }).rawConfig,
): RawConfig {
  const { vars = {}, send_email: bindings = [], assets, main = '' } = rawConfig;
  const mailboxes = inboxIds.flatMap((id) => AUDIENCES.flatMap((to) => addresses[id]?.[to] ?? []));
  const here = (path: string) => relative(dirname(deployConfigFile), join(projectRoot, path));
  return {
    ...rawConfig,
    main: here(main),
    ...(rawConfig.route || rawConfig.routes
      ? {}
      : { routes: [{ pattern: new URL(settings.siteUrl).hostname, custom_domain: true }] }),
    ...(assets ? { assets: { ...assets, directory: here(assets.directory ?? '') } } : {}),
    send_email:
      vars.DELIVERY === 'smtp'
        ? []
        : (bindings as { name: string }[]).map((binding) => ({
            ...binding,
            allowed_sender_addresses: [String(vars.MAIL_FROM)],
            allowed_destination_addresses: [...new Set([...mailboxes, settings.operatorMail])],
          })),
    vars: {
      ...vars,
      OPERATOR_CONTACT: settings.operatorContact,
      OPERATOR_MAIL: settings.operatorMail,
      ALERT_URL: settings.alertUrl,
      VERSION: release.version,
      COMMIT: release.commit,
    },
  };
}

/** Writes the configuration where `deployConfigFile` says. */
export async function writeDeployConfig(facts: DeployFacts): Promise<void> {
  await mkdir(dirname(deployConfigFile), { recursive: true });
  await writeFile(deployConfigFile, JSON.stringify(deployConfig(facts), null, 2), { mode: 0o600 });
}
