import type { APIRoute } from 'astro';
import { getCollection } from 'astro:content';
import { listPages } from '../../schemas/listing.ts';

/**
 * Every page for search, as plain rows: the browser indexes them in a few milliseconds, and a ready index
 * of the search library weighs several times as much.
 */
export const GET: APIRoute = async () => {
  const [places, plans, posters, guides, kits] = await Promise.all([
    getCollection('places'),
    getCollection('plans'),
    getCollection('posters'),
    getCollection('guides'),
    getCollection('kits'),
  ]);
  return new Response(JSON.stringify(listPages({ places, plans, posters, guides, kits })));
};
