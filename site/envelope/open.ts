/** Opens a sealed tip at the police. Never part of a page that a sender loads. */
import { Decrypter } from 'age-encryption';
import { decodeFrame, FrameError } from './frame.ts';
import type { Tip } from './tip.ts';

export interface OpenedTip {
  tip: Tip;
  files: Uint8Array[];
}

/** `foreign`: not a sealed tip at all; `wrong-key`: none of the identities fits; the rest as in FrameFault. */
export type OpenFault = 'foreign' | 'wrong-key' | 'not-a-tip' | 'unknown-version' | 'damaged';

export class OpenError extends Error {
  readonly fault: OpenFault;
  constructor(fault: OpenFault) {
    super(fault);
    this.fault = fault;
  }
}

/**
 * Opens one `.age` file with any of the identities (`AGE-SECRET-KEY-PQ-1...`).
 * @throws OpenError with the reason; nothing half-read is ever returned.
 */
export async function openTip(age: Uint8Array, identities: readonly string[]): Promise<OpenedTip> {
  const decrypter = new Decrypter();
  for (const identity of identities) decrypter.addIdentity(identity);
  const intro = new TextDecoder().decode(age.subarray(0, 22));
  if (intro !== 'age-encryption.org/v1\n') throw new OpenError('foreign');
  let frame: Uint8Array;
  try {
    frame = await decrypter.decrypt(age);
  } catch (error) {
    const noMatch = error instanceof Error && error.message.includes('no identity matched');
    throw new OpenError(noMatch ? 'wrong-key' : 'damaged');
  }
  try {
    return decodeFrame(frame);
  } catch (error) {
    if (error instanceof FrameError) throw new OpenError(error.fault);
    throw error;
  }
}
