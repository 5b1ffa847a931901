/** Makes the officer's tool: one HTML file that runs from any folder without network. */
import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import project from '../../package.json' with { type: 'json' };
import { ENDPOINTS } from '../../worker/contract/endpoints.ts';

const here = dirname(fileURLToPath(import.meta.url));

/**
 * Builds the tool into `outFile`, the same bytes for the same input, and returns their hex SHA-256. `siteUrl` is the
 * origin that gets acks, replies and requests, `mailPublicKeys` the Ed25519 keys (base64url, 32 bytes) that the line signs
 * with or has signed with, `operatorContact` how officers reach the operator, if it is to say so.
 * @throws Error on an address or key that is none, and on code that cannot stand inside a page.
 */
export async function buildDesk(options: {
  siteUrl: string;
  mailPublicKeys: readonly string[];
  operatorContact?: string;
  outFile: string;
}): Promise<{ sha256: string }> {
  const { origin, protocol } = new URL(options.siteUrl);
  if (!/^https?:$/.test(protocol)) throw new Error(`siteUrl is not a web address: ${options.siteUrl}`);
  const { mailPublicKeys, operatorContact = '' } = options;
  const isKey = (key: string) => Buffer.from(key, 'base64url').length === 32;
  if (mailPublicKeys.length === 0 || !mailPublicKeys.every(isKey))
    throw new Error('mailPublicKeys are not 32 bytes of base64url each');

  const worker = await bundle('key/decryptor-worker.ts', { __MAIL_PUBLIC_KEYS__: mailPublicKeys });
  const page = await bundle('main.tsx', {
    __SITE_URL__: origin,
    __DECRYPTOR_SOURCE__: worker.script,
    __OPERATOR_CONTACT__: operatorContact,
    __VERSION__: project.version,
  });
  const html = pageOf(origin, inlineScript(page.script), page.style);
  await mkdir(dirname(options.outFile), { recursive: true });
  await writeFile(options.outFile, html);
  return { sha256: createHash('sha256').update(html).digest('hex') };
}

async function bundle(
  entry: string,
  values: Record<string, string | readonly string[]>,
): Promise<{ script: string; style: string }> {
  const result = await build({
    root: here,
    configFile: false,
    envDir: false,
    publicDir: false,
    logLevel: 'warn',
    // Tests build the tool too, and their NODE_ENV must not change it (development JSX names files of this machine).
    mode: 'production',
    oxc: { jsx: { runtime: 'automatic', importSource: 'preact', development: false } },
    define: {
      'process.env.NODE_ENV': '"production"',
      ...Object.fromEntries(Object.entries(values).map(([name, value]) => [name, JSON.stringify(value)])),
    },
    build: {
      lib: {
        entry: join(here, entry),
        formats: ['iife'],
        name: 'desk',
        fileName: 'desk',
        cssFileName: 'desk',
      },
      target: ['chrome80', 'safari13'],
      minify: true,
      write: false,
    },
  });
  const outputs = (Array.isArray(result) ? result : [result]).flatMap((one) =>
    'output' in one ? one.output : [],
  );
  const script = outputs.find((file) => file.type === 'chunk')?.code ?? '';
  const style = outputs.find((file) => file.type === 'asset' && file.fileName.endsWith('.css'));
  return { script, style: style?.type === 'asset' ? String(style.source).trim() : '' };
}

// Inside <script> the parser looks for these two even within strings, where \x3C means the same as <.
function inlineScript(code: string): string {
  const safe = code.trim().replace(/<(?=\/script|!--|script)/gi, '\\x3C');
  // The parser would change these, and the hash of the policy would no longer fit.
  if (/[\r\0]/.test(safe) || Buffer.from(safe).toString() !== safe)
    throw new Error('the script holds characters that a page cannot');
  return safe;
}

const hashOf = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

function pageOf(origin: string, script: string, style: string): string {
  const policy = [
    `default-src 'none'`,
    `script-src ${hashOf(script)}`,
    `style-src ${hashOf(style)}`,
    'worker-src blob:',
    'img-src blob:',
    'media-src blob:',
    `form-action ${[ENDPOINTS.acks, ENDPOINTS.replies, ENDPOINTS.resends].map((path) => origin + path).join(' ')}`,
    `base-uri 'none'`,
  ].join('; ');
  // No phone number may become a link, and no browser may send a tip away to be translated.
  return `<!doctype html>
<html lang="vi" translate="no">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="google" content="notranslate">
<meta name="format-detection" content="telephone=no, date=no, email=no, address=no">
<title>Mở tin báo</title>
<style>${style}</style>
</head>
<body>
<div id="desk"><p>Nếu dòng này không mất đi, trình duyệt quá cũ hoặc đã tắt JavaScript. Hãy mở tệp này bằng Chrome hoặc Edge bản mới.</p></div>
<script>${script}</script>
</body>
</html>
`;
}
