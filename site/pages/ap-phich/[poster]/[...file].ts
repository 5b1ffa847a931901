import { getCollection } from 'astro:content';
import type { APIRoute } from 'astro';
import { holdsDemoKey } from '../../../catalog/key-scripts.ts';
import {
  ownPosterPlaces,
  type PlaceEntry,
  posterFilePath,
  posterSheet,
  sizesOf,
} from '../../../catalog/poster-files.ts';
import { drawFile, type SheetFile, sheetFiles } from '../../../print/engine/draw-file.ts';
import { boldTypeface } from '../../../print/engine/font-file.ts';
import type { Sheet } from '../../../print/engine/sheet.ts';

export async function getStaticPaths() {
  const places = await getCollection('places');
  const trial = holdsDemoKey((await getCollection('inboxes')).map((inbox) => inbox.data));
  const siteUrl = new URL(import.meta.env.SITE).origin;
  const placeOf = (id: string | null) => places.find((place) => place.id === id);
  return (await getCollection('posters')).flatMap((poster) => {
    const campaign = placeOf(poster.data.place);
    if (!campaign) return [];
    // A commune's own comes as PDF only: it is printed, and a province has a hundred communes.
    const wanted: { place: PlaceEntry; kinds: SheetFile[] }[] = [
      { place: campaign, kinds: ['pdf', 'svg', 'png'] },
      ...ownPosterPlaces(poster.data, places).map((place) => ({ place, kinds: ['pdf' as const] })),
    ];
    return wanted.flatMap(({ place, kinds }) =>
      sizesOf(poster.data).flatMap((size) => {
        const parent = placeOf(place.data.parent)?.data ?? null;
        const setting = { place: place.data, parent, campaign: campaign.data, siteUrl, trial };
        const { sheet } = posterSheet(poster.data, size, setting, boldTypeface());
        return kinds.map((kind) => {
          const path = posterFilePath(poster, place.id, size, kind);
          return {
            params: { poster: poster.id, file: path.slice(`/ap-phich/${poster.id}/`.length) },
            props: { sheet, kind },
          };
        });
      }),
    );
  });
}

export const GET: APIRoute<{ sheet: Sheet; kind: SheetFile }> = async ({ props: { sheet, kind } }) =>
  new Response(await drawFile(sheet, kind), { headers: { 'Content-Type': sheetFiles[kind] } });
