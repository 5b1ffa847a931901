import { catalog } from '../../catalog/load.ts';
import type { APIRoute } from 'astro';
import { framePath } from '../../catalog/photo-frames.ts';
import { FRAME_FORMATS, layFrame } from '../../print/sheets/avatar-frame.ts';
import { drawFile } from '../../print/engine/draw-file.ts';
import { boldTypeface } from '../../print/engine/font-file.ts';
import type { Sheet } from '../../print/engine/sheet.ts';

export async function getStaticPaths() {
  return (await catalog()).frames().flatMap(({ plan, words }) =>
    FRAME_FORMATS.flatMap((format) =>
      [false, true].map((isFilled) => ({
        params: { file: framePath(plan, format, isFilled).slice('/khung-anh/'.length, -'.png'.length) },
        props: { sheet: layFrame(format, words, isFilled, boldTypeface()) },
      })),
    ),
  );
}

export const GET: APIRoute<{ sheet: Sheet }> = async ({ props: { sheet } }) =>
  new Response(await drawFile(sheet, 'png', sheet.width), { headers: { 'Content-Type': 'image/png' } });
