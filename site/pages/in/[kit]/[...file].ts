import { getCollection } from 'astro:content';
import type { APIRoute } from 'astro';
import { type KitSetting, kitFiles } from '../../../catalog/kit-files.ts';
import { holdsDemoKey } from '../../../catalog/key-scripts.ts';
import { drawFile, type SheetFile, sheetFiles } from '../../../print/engine/draw-file.ts';
import { typefaceOf } from '../../../print/engine/font-file.ts';
import type { Sheet } from '../../../print/engine/sheet.ts';

export async function getStaticPaths() {
  const inboxes = (await getCollection('inboxes')).map((inbox) => inbox.data);
  const setting: KitSetting = {
    places: (await getCollection('places')).sort((a, b) => a.id.localeCompare(b.id)),
    inboxes,
    issuers: new Map((await getCollection('plans')).map((plan) => [plan.id, plan.data.issuer])),
    siteUrl: new URL(import.meta.env.SITE).origin,
    trial: holdsDemoKey(inboxes),
    faces: { bold: typefaceOf(700), regular: typefaceOf(400) },
  };
  return (await getCollection('kits')).flatMap((kit) =>
    kitFiles(kit, setting).map(({ file, kind, sheets }) => ({
      params: { kit: kit.id, file },
      props: { sheets, kind },
    })),
  );
}

export const GET: APIRoute<{ sheets: Sheet[]; kind: SheetFile }> = async ({ props: { sheets, kind } }) =>
  new Response(await drawFile(sheets, kind), { headers: { 'Content-Type': sheetFiles[kind] } });
