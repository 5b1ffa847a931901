/** The two parts of the form that come only when someone asks for them. */
import photosAddress from './Photos.tsx?script';
import voiceAddress from './Voice.tsx?script';
import type { ComponentType } from 'preact';
import { loadScript } from '../../browser/load-script.ts';
import type { Attachment } from '../form/draft.ts';
import type { Strings } from '../strings.ts';

export interface PartProps {
  /** The draft's own list; the part changes it in place. */
  files: Attachment[];
  t: Strings['media'];
  /** Someone has just asked for it, so the focus goes there. */
  isFresh: boolean;
  onChange(): void;
  /** Why a tip sent now would miss something, as a sentence; null when it would not. */
  onBusy(why: string | null): void;
}

type Part = ComponentType<PartProps>;

const ADDRESSES = { photos: photosAddress, voice: voiceAddress };
const here = new Map<string, Part>();

/** Loads one of the two; it is asked for over the network until it has come once. Rejects as `loadScript` does. */
export async function loadMedia(name: keyof typeof ADDRESSES): Promise<Part> {
  const part = here.get(name) ?? (await loadScript<{ default: Part }>(ADDRESSES[name])).default;
  here.set(name, part);
  return part;
}
