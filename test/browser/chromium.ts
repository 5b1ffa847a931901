import { execFileSync } from 'node:child_process';
import { accessSync, constants, createReadStream, createWriteStream, existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { createBrotliDecompress } from 'node:zlib';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const packageFolder = join(root, 'node_modules/@sparticuz/chromium');
const cacheFolder = join(root, 'node_modules/.cache/la-chan-chromium');

/** How to start a Chromium: its program, the environment it needs, and the flags of every run. */
export type Chromium = { executablePath: string; env: Record<string, string>; args: string[] };

const args = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-dev-shm-usage',
];

// Without a fonts.conf of its own Chromium renders no text at all on a machine that has no fonts.
// The package's Open Sans has every Vietnamese letter.
const fontsConf = `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir prefix="relative">fonts</dir>
  <cachedir prefix="xdg">fontconfig</cachedir>
</fontconfig>
`;

/**
 * Finds a Chromium: `CHROMIUM_PATH`, else the one inside the npm package `@sparticuz/chromium`, unpacked once (about
 * 5 s) under `node_modules/.cache`, else (it is for Linux on x64 only) the system's. The packaged one comes first
 * because it is the same everywhere, and without the windows of a desktop browser tests run twice as fast.
 * Throws when `CHROMIUM_PATH` names no program or the package cannot be unpacked.
 */
export async function findChromium(): Promise<Chromium> {
  const wanted = process.env.CHROMIUM_PATH;
  if (wanted && !isProgram(wanted))
    throw new Error(`CHROMIUM_PATH=${wanted} is not a program that can be run`);
  const isPackaged = process.platform === 'linux' && process.arch === 'x64';
  const installed = wanted ?? (isPackaged ? undefined : systemChromium());
  if (installed) return { executablePath: installed, env: {}, args };
  const folder = await unpackedChromium();
  return {
    executablePath: join(folder, 'chromium'),
    env: { LD_LIBRARY_PATH: join(folder, 'lib'), FONTCONFIG_FILE: join(folder, 'fonts.conf') },
    args,
  };
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function systemChromium(): string | undefined {
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  const places = [
    ...names.flatMap((name) => folders.map((folder) => join(folder, name))),
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
  ];
  return places.find(isProgram);
}

async function unpackedChromium(): Promise<string> {
  const { version } = JSON.parse(await readFile(join(packageFolder, 'package.json'), 'utf8')) as {
    version: string;
  };
  const folder = join(cacheFolder, version);
  if (existsSync(folder)) return folder;
  await mkdir(cacheFolder, { recursive: true });
  // Unpacked aside and renamed, so that a run cut short, or two runs at once, leave nothing half done.
  const aside = await mkdtemp(join(cacheFolder, 'unpack-'));
  try {
    await decompress('chromium.br', join(aside, 'chromium'), 0o755);
    for (const archive of ['al2023.tar', 'fonts.tar', 'swiftshader.tar']) {
      const path = join(aside, archive);
      await decompress(`${archive}.br`, path, 0o644);
      execFileSync('tar', ['-xf', path, '-C', aside, '--no-same-owner']);
      await rm(path);
    }
    await writeFile(join(aside, 'fonts.conf'), fontsConf);
    await rename(aside, folder);
  } catch (error) {
    await rm(aside, { recursive: true, force: true });
    if (!existsSync(folder)) throw error;
  }
  return folder;
}

async function decompress(name: string, target: string, mode: number): Promise<void> {
  await pipeline(
    createReadStream(join(packageFolder, 'bin', name)),
    createBrotliDecompress(),
    createWriteStream(target, { mode }),
  );
}
