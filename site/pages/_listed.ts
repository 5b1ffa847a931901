import { getCollection } from 'astro:content';
import { listPages } from '../catalog/listing.ts';

/** What has pages of its own, and all of these pages. */
export async function readListed() {
  const [places, plans, posters, guides, kits] = await Promise.all([
    getCollection('places'),
    getCollection('plans'),
    getCollection('posters'),
    getCollection('guides'),
    getCollection('kits'),
  ]);
  const content = { places, plans, posters, guides, kits };
  return { ...content, pages: listPages(content) };
}
