import { satteri } from '@astrojs/markdown-satteri';
import mdx from '@astrojs/mdx';
import { defineConfig } from 'astro/config';
import { offline } from './site/offline/offline.ts';
import { sitemap } from './site/sitemap/sitemap.ts';
import { asciiHeadingIds } from './site/text/heading-ids.ts';

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
    build: {
      // Zalo's in-app browser goes back to Chrome 80-era WebViews.
      target: ['chrome80', 'safari13'],
      cssTarget: ['chrome80', 'safari13'],
      assetsInlineLimit: 0,
      rolldownOptions: { checks: { moduleLevelDirective: false } },
    },
  },
});
