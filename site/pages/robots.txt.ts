import type { APIRoute } from 'astro';

/** `/robots.txt`: everything may be read, and where the list of pages is. */
export const GET: APIRoute = ({ site }) =>
  new Response(`User-agent: *\nAllow: /\nSitemap: ${new URL('sitemap-index.xml', site).href}\n`);
