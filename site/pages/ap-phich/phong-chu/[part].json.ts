import type { APIRoute } from 'astro';
import { boldLetters, embeddedFonts } from '../../../print/engine/font-file.ts';

/** What the studio of the poster pages needs of the font: its measures to lay out, its letters for a drawing. */
const parts = { 'so-do': boldLetters, 'kem-theo': () => embeddedFonts([700]) };

export const getStaticPaths = () => Object.keys(parts).map((part) => ({ params: { part } }));

export const GET: APIRoute<Record<string, never>, { part: keyof typeof parts }> = ({ params }) =>
  Response.json(parts[params.part]());
