import type { APIRoute } from 'astro';
import { catalog } from '../../catalog/load.ts';

/**
 * Every page for search, as plain rows: the browser indexes them in a few milliseconds, and a ready index
 * of the search library weighs several times as much.
 */
export const GET: APIRoute = async () => new Response(JSON.stringify((await catalog()).listed()));
