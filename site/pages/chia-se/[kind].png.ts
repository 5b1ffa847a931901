import type { APIRoute } from 'astro';
import { SHARE_PICTURES, type ShareKind } from '../../sheet/share-kinds.ts';
import { drawSharePicture } from '../../sheet/share-picture.ts';

export function getStaticPaths() {
  return Object.keys(SHARE_PICTURES).map((kind) => ({ params: { kind } }));
}

export const GET: APIRoute = async ({ params }) =>
  new Response(await drawSharePicture(params.kind as ShareKind), {
    headers: { 'Content-Type': 'image/png' },
  });
