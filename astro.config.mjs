import { satteri } from '@astrojs/markdown-satteri';
import { readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import mdx from '@astrojs/mdx';
import sitemap from '@astrojs/sitemap';
import { defineConfig } from 'astro/config';
import { offline } from './site/offline/offline.ts';
import { articleWithoutCode } from './site/markdown/code.ts';
import { languageOfFile } from './site/i18n/addresses.ts';
import { definitionRows } from './site/markdown/definition-rows.ts';
import { asciiHeadingIds } from './site/markdown/heading-ids.ts';
import { quotedNumbers } from './site/markdown/quoted-numbers.ts';

// Vite wraps every script that comes later in 0.7 KB of code that loads the scripts of that script ahead. Ours have at most
// a shared one, which the browser finds by itself.
const lightImports = {
  name: 'light-imports',
  enforce: 'pre',
  load: (id) =>
    id.includes('vite/preload-helper') ? 'export const __vitePreload = (load) => load();' : undefined,
};

const absentCurves = fileURLToPath(new URL('./site/envelope/absent-curves.ts', import.meta.url));
const withoutUnusedCurves = () => ({
  name: 'without-unused-curves',
  enforce: 'pre',
  resolveId: (source) => (source === '@noble/curves/nist.js' ? absentCurves : null),
});

const unusedPdfModules = fileURLToPath(new URL('./site/print/engine/unused-pdf-modules.ts', import.meta.url));
const withoutUnusedPdfModules = {
  name: 'without-unused-pdf-modules',
  enforce: 'pre',
  // Pages have them; only what is built for browsers does without.
  applyToEnvironment: ({ name }) => name === 'client',
  resolveId: (source, importer) =>
    /^(brotli\/decompress\.js|html-entities|node-html-better-parser)$/.test(source) ||
    (/pdf-lib/.test(importer) && /packages\/(standard-fonts|upng)\/index\.js$/.test(source))
      ? unusedPdfModules
      : null,
};

/**
 * `import address from './Photos.tsx?script'` makes the file a script of its own and gives the address to import it from:
 * `import()` itself hides the address, which a second try after a failure needs, and brings a kilobyte of helpers.
 *
 * It brings its own copy of every file of ours that it is made of. A script that it shared with others and that did
 * not come would be remembered by the browser as missing, and no second try of it would help (site/browser/load-script.ts).
 */
function lazyScripts() {
  let devRoot = '';
  return {
    name: 'lazy-scripts',
    enforce: 'pre',
    configResolved({ command, root }) {
      devRoot = command === 'serve' ? root : '';
    },
    async resolveId(source, importer) {
      if (source.endsWith('?script')) {
        const file = await this.resolve(source.slice(0, -'?script'.length), importer);
        return `\0script:${file.id}`;
      }
      const of = importer?.split('?of-script=')[1];
      if (!of || !source.startsWith('.')) return null;
      const file = await this.resolve(source, importer.split('?')[0]);
      return /\.tsx?$/.test(file?.id ?? '') ? `${file.id}?of-script=${of}` : file;
    },
    load(id) {
      if (!id.startsWith('\0script:')) return null;
      const file = id.slice('\0script:'.length);
      if (devRoot) return `export default ${JSON.stringify(file.slice(devRoot.length))}`;
      const own = `${file}?of-script=${basename(file).split('.')[0]}`;
      const reference = this.emitFile({ type: 'chunk', id: own, preserveSignature: 'strict' });
      return `export default import.meta.ROLLUP_FILE_URL_${reference}`;
    },
  };
}

const site = process.env.SITE_URL ?? 'http://localhost:8787';
const wordFiles = new URL('./site/i18n', import.meta.url);
const languages = readdirSync(wordFiles).flatMap((file) => languageOfFile(file) ?? []);
const numberWords = new Map(
  languages.map((code) => {
    const { numbers = '' } = JSON.parse(
      readFileSync(new URL(`./site/i18n/${code}.json`, import.meta.url), 'utf8'),
    );
    return [code, numbers.split(' ')];
  }),
);

export default defineConfig({
  site,
  srcDir: './site',
  publicDir: './site/public',
  outDir: './dist',
  trailingSlash: 'always',
  integrations: [
    mdx(),
    offline(),
    sitemap({
      // Nobody looks for the page that stands in for others without network; 404 is left out anyway.
      filter: (address) => !address.endsWith('/ngoai-tuyen/'),
      i18n: { defaultLocale: 'vi', locales: Object.fromEntries(languages.map((code) => [code, code])) },
    }),
  ],
  markdown: {
    processor: satteri({
      mdastPlugins: [articleWithoutCode(), quotedNumbers(numberWords, new URL(site).host)],
      hastPlugins: [asciiHeadingIds, definitionRows],
      features: { definitionList: true },
    }),
  },
  // The default 'jsx' eats the space in "Gọi <b>113</b>".
  compressHTML: true,
  // The policy forbids inline code and inline style.
  build: { inlineStylesheets: 'never' },
  devToolbar: { enabled: false },
  vite: {
    plugins: [lightImports, withoutUnusedPdfModules, lazyScripts()],
    worker: { plugins: () => [withoutUnusedCurves()] },
    build: {
      // Zalo's in-app browser goes back to Chrome 80-era WebViews.
      target: ['chrome80', 'safari13'],
      cssTarget: ['chrome80', 'safari13'],
      assetsInlineLimit: 0,
      // The PDF library of the studio, which comes only when somebody asks for a PDF.
      chunkSizeWarningLimit: 700,
      rolldownOptions: {
        checks: { moduleLevelDirective: false },
        // Fields of a class as plain assignments: for Chrome 80 they would become calls of a helper, which the tip page
        // and the studio would share as a script of its own.
        transform: { assumptions: { setPublicClassFields: true } },
      },
    },
  },
});
