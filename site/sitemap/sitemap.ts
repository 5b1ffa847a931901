import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AstroIntegration } from 'astro';

/** Pages nobody looks for: they stand in for another one. */
const STAND_INS = ['404/', 'ngoai-tuyen/'];

/** Writes `/sitemap.xml` (sitemaps.org, protocol 0.9) with every page of the build, and `/robots.txt` that names it. */
export function sitemap(): AstroIntegration {
  let site = '';
  return {
    name: 'sitemap',
    hooks: {
      'astro:config:done': ({ config }) => {
        site = config.site ?? '';
      },
      'astro:build:done': async ({ dir, pages }) => {
        const folder = fileURLToPath(dir);
        const addresses = pages.map(({ pathname }) => pathname).filter((path) => !STAND_INS.includes(path));
        const urls = addresses.toSorted().map((path) => `<url><loc>${new URL(path, site).href}</loc></url>`);
        await writeFile(
          join(folder, 'sitemap.xml'),
          `<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n${urls.join('\n')}\n</urlset>\n`,
        );
        await writeFile(
          join(folder, 'robots.txt'),
          `User-agent: *\nAllow: /\nSitemap: ${new URL('sitemap.xml', site).href}\n`,
        );
      },
    },
  };
}
