import { catalog } from '../../../catalog/load.ts';
import type { APIRoute } from 'astro';
import { ownPosterPlaces, posterFilePath, posterSheet, sizesOf } from '../../../catalog/poster-files.ts';
import type { PlaceEntry } from '../../../catalog/entries.ts';
import { drawFile, type SheetFile, sheetFiles } from '../../../print/engine/draw-file.ts';
import { boldTypeface } from '../../../print/engine/font-file.ts';
import type { Sheet } from '../../../print/engine/sheet.ts';

export async function getStaticPaths() {
  const { places, posters, trial, placeAt, parentOf } = await catalog();
  const siteUrl = new URL(import.meta.env.SITE).origin;
  return posters.flatMap((poster) => {
    const campaign = placeAt(poster.data.place);
    if (!campaign) return [];
    // A commune's own comes as PDF only: it is printed, and a province has a hundred communes.
    const wanted: { place: PlaceEntry; kinds: SheetFile[] }[] = [
      { place: campaign, kinds: ['pdf', 'svg', 'png'] },
      ...ownPosterPlaces(poster.data, places).map((place) => ({ place, kinds: ['pdf' as const] })),
    ];
    return wanted.flatMap(({ place, kinds }) =>
      sizesOf(poster.data).flatMap((size) => {
        const parent = parentOf(place)?.data ?? null;
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
