import { catalog } from '../../../catalog/load.ts';
import type { APIRoute } from 'astro';
import { type KitSetting, kitFiles } from '../../../catalog/kit-files.ts';
import { drawFile, type SheetFile, sheetFiles } from '../../../print/engine/draw-file.ts';
import { typefaceOf } from '../../../print/engine/font-file.ts';
import type { Sheet } from '../../../print/engine/sheet.ts';

export async function getStaticPaths() {
  const { kits, places, inboxes, issuers, trial } = await catalog();
  const setting: KitSetting = {
    places,
    inboxes,
    issuers,
    siteUrl: new URL(import.meta.env.SITE).origin,
    trial,
    faces: { bold: typefaceOf(700), regular: typefaceOf(400) },
  };
  return kits.flatMap((kit) =>
    kitFiles(kit, setting).map(({ file, kind, sheets }) => ({
      params: { kit: kit.id, file },
      props: { sheets, kind },
    })),
  );
}

export const GET: APIRoute<{ sheets: Sheet[]; kind: SheetFile }> = async ({ props: { sheets, kind } }) =>
  new Response(await drawFile(sheets, kind), { headers: { 'Content-Type': sheetFiles[kind] } });
