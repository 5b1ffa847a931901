import { getCollection } from 'astro:content';
import type { APIRoute } from 'astro';
import { keyScripts } from '../../catalog/key-scripts.ts';

export async function getStaticPaths() {
  const inboxes = (await getCollection('inboxes')).map(({ data }) => data);
  return keyScripts(inboxes).map((script, bucket) => ({
    params: { bucket: String(bucket) },
    props: { script },
  }));
}

export const GET: APIRoute<{ script: string }> = ({ props }) =>
  new Response(props.script, { headers: { 'Content-Type': 'text/javascript; charset=utf-8' } });
