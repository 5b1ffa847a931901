/** The two parts of the form that come only when someone asks for them. */
import photosAddress from './Photos.tsx?part';
import voiceAddress from './Voice.tsx?part';
import type { ComponentType } from 'preact';
import { bring } from '../../browser/bring.ts';
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

/** Brings a part in; it is asked for over the network until it has come once. Rejects as `bring` does. */
export async function bringPart(name: keyof typeof ADDRESSES): Promise<Part> {
  const part = here.get(name) ?? (await bring<{ default: Part }>(ADDRESSES[name])).default;
  here.set(name, part);
  return part;
}
