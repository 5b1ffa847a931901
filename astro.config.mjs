import { satteri } from '@astrojs/markdown-satteri';
import mdx from '@astrojs/mdx';
import { defineConfig } from 'astro/config';
import { offline } from './site/offline/offline.ts';
import { sitemap } from './site/sitemap/sitemap.ts';
import { asciiHeadingIds } from './site/text/heading-ids.ts';

// Vite wraps every part that comes later in 0.7 KB of code that loads the parts of that part ahead. Ours have at most
// a shared one, which the browser finds by itself.
const lightImports = {
  name: 'light-imports',
  enforce: 'pre',
  load: (id) =>
    id.includes('vite/preload-helper') ? 'export const __vitePreload = (load) => load();' : undefined,
};

export default defineConfig({
  site: process.env.SITE_URL ?? 'http://localhost:8787',
  srcDir: './site',
  publicDir: './site/public',
  outDir: './dist',
  trailingSlash: 'always',
  integrations: [mdx(), offline(), sitemap()],
  markdown: { processor: satteri({ hastPlugins: [asciiHeadingIds] }) },
  // The default 'jsx' eats the space in "Gọi <b>113</b>".
  compressHTML: true,
  // The policy forbids inline code and inline style.
  build: { inlineStylesheets: 'never' },
  devToolbar: { enabled: false },
  vite: {
    plugins: [lightImports],
    build: {
      // Zalo's in-app browser goes back to Chrome 80-era WebViews.
      target: ['chrome80', 'safari13'],
      cssTarget: ['chrome80', 'safari13'],
      assetsInlineLimit: 0,
      rolldownOptions: { checks: { moduleLevelDirective: false } },
    },
  },
});
