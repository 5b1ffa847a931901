/** The two parts of the form that come only when someone asks for them. */
import photosAddress from './Photos.tsx?part';
import voiceAddress from './Voice.tsx?part';
import type { ComponentType } from 'preact';
import { randomBytes, toHex } from '../../envelope/bytes.ts';
import type { Attachment } from '../draft.ts';
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
const failed = new Set<string>();

/** Brings a part in; it is asked for over the network once. Rejects on a dead line; the next call tries again. */
export async function bringPart(name: keyof typeof ADDRESSES): Promise<Part> {
  const known = here.get(name);
  if (known) return known;
  const address = ADDRESSES[name];
  // Most browsers in use remember a failure for the address as long as the page lives (whatwg/html#6768).
  const fresh = failed.has(name) ? `${address}?${toHex(randomBytes(4))}` : address;
  try {
    const { default: part } = (await import(/* @vite-ignore */ fresh)) as { default: Part };
    here.set(name, part);
    return part;
  } catch (error) {
    failed.add(name);
    throw error;
  }
}
