import type { APIRoute } from 'astro';
import { READERS } from '../../schemas/guide.ts';
import { FOLDERS } from '../../catalog/routes.ts';
import { drawPng } from '../../print/engine/draw-png.ts';
import { boldTypeface } from '../../print/engine/font-file.ts';
import { ownPictureOf, SHARE_PICTURES, shareKindOf } from '../../catalog/share-pictures.ts';
import { laySharePicture, SHARE_SIZE, type SharePicture } from '../../print/sheets/share-picture.ts';
import { catalog } from '../../catalog/load.ts';

export async function getStaticPaths() {
  const audiences = Object.entries(READERS).map(([id, title]) => ({
    address: `${FOLDERS.guides}${id}/`,
    title,
    summary: SHARE_PICTURES['kien-thuc'].line,
    place: '',
  }));
  const pages = [...(await catalog()).listed(), ...audiences];
  const own = pages.flatMap(({ address, title, summary, place }) => {
    const picture = ownPictureOf(address);
    const { icon } = SHARE_PICTURES[shareKindOf(address)];
    return picture ? [{ params: { picture }, props: { headline: title, line: summary || place, icon } }] : [];
  });
  const kinds = Object.entries(SHARE_PICTURES).map(([picture, props]) => ({ params: { picture }, props }));
  return [...kinds, ...own];
}

export const GET: APIRoute<SharePicture> = ({ props }) =>
  new Response(drawPng(laySharePicture(props, boldTypeface()), SHARE_SIZE.width), {
    headers: { 'Content-Type': 'image/png' },
  });
