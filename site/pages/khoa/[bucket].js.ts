import { catalog } from '../../catalog/load.ts';
import type { APIRoute } from 'astro';
import { keyScripts } from '../../catalog/key-scripts.ts';

export async function getStaticPaths() {
  const { inboxes } = await catalog();
  return keyScripts(inboxes).map((script, bucket) => ({
    params: { bucket: String(bucket) },
    props: { script },
  }));
}

export const GET: APIRoute<{ script: string }> = ({ props }) =>
  new Response(props.script, { headers: { 'Content-Type': 'text/javascript; charset=utf-8' } });
