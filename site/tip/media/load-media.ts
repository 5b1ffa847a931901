/** The two parts of the form that come only when someone asks for them. */
import type { MediaProps } from './media-props.ts';
import photosAddress from './Photos.tsx?script';
import voiceAddress from './Voice.tsx?script';
import type { ComponentType } from 'preact';
import { loadScript } from '../../browser/load-script.ts';

type Part = ComponentType<MediaProps>;

const ADDRESSES = { photos: photosAddress, voice: voiceAddress };
const here = new Map<string, Part>();

/** Loads one of the two; it is asked for over the network until it has come once. Rejects as `loadScript` does. */
export async function loadMedia(name: keyof typeof ADDRESSES): Promise<Part> {
  const part = here.get(name) ?? (await loadScript<{ default: Part }>(ADDRESSES[name])).default;
  here.set(name, part);
  return part;
}
