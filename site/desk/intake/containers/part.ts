/** What the readers of containers have in common: a reader takes one kind of file apart and opens nothing further. */

/** Why a part could not be read, or what of it was not; words.ts says each in a sentence. */
export type ContainerFault =
  'locked-zip' | 'locked-mail' | 'packed' | 'cut-short' | 'broken' | 'too-big' | 'too-much' | 'other-part';

/** One file inside a container, `name` as written there, '' when it bears none. */
export interface Part {
  name: string;
  bytes: Uint8Array;
  /** `body`: the text of a mail, which nobody attached; `entry`: of an archive. */
  as: 'body' | 'attachment' | 'entry';
  /** How many bytes of the container it takes up, where it does not stand there as it is. */
  size?: number;
}

/** A file inside a container that the reader cannot give, and why; without a name, the container itself. */
export interface Flaw {
  name: string;
  fault: ContainerFault;
}

/** How much may still be unpacked, and how long. Whoever unpacks and throws away, because it grew too large, spends it. */
export interface Room {
  /** Bytes of the largest file that may still be unpacked. */
  readonly left: number;
  spend(bytes: number): void;
  /**
   * To be called where much may be done before anything is given; `parts`: how many were come upon that are not given.
   * @throws RangeError when these, the bytes or the time are used up.
   */
  step(parts?: number): void;
}

/**
 * Gives the parts one by one, so that those before a damage or a bound are never lost. It may throw on anything that
 * is not what it takes; it ends, whatever it is given, in a time that grows with the input and with what it gives.
 */
export type ContainerReader = (bytes: Uint8Array, room: Room) => Iterable<Part | Flaw>;

const SLICE = 32_768;

/**
 * One letter a byte, so that places in the text are places in the file. Not what browsers call latin1: that is
 * windows-1252, some of whose letters make the whole text twice as large.
 */
export function textOf(bytes: Uint8Array): string {
  const slices: string[] = [];
  for (let at = 0; at < bytes.length; at += SLICE)
    slices.push(String.fromCharCode.apply(null, bytes.subarray(at, at + SLICE) as unknown as number[]));
  return slices.join('');
}

/** The bytes again of what `textOf` made, or of ASCII. */
export function bytesOfText(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at++) bytes[at] = text.charCodeAt(at);
  return bytes;
}

/** Puts pieces together. */
export function join(pieces: readonly Uint8Array[]): Uint8Array {
  const [first] = pieces;
  if (first && pieces.length === 1) return first;
  const whole = new Uint8Array(pieces.reduce((size, { length }) => size + length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

/** @throws RangeError when the bytes end before. */
export function take(bytes: Uint8Array, at: number, size: number): Uint8Array {
  if (at < 0 || size < 0 || at + size > bytes.length) throw new RangeError('past the end');
  return bytes.subarray(at, at + size);
}

export const viewOf = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
