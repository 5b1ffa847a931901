import { ApiError } from './errors.ts';

/** The place in which a body comes in: it may be taken away, and learns what came. */
export interface Place {
  isCut(): boolean;
  move(bytes: number): void;
}

/** A request body of known length, read in two steps: its head before anything is decided, the rest after. */
export interface ExactBody {
  head: Uint8Array;
  rest(place: Place): Promise<Uint8Array>;
  cancel(): Promise<void>;
}

const badFrame = () => new ApiError(400, 'bad-frame');
/** Whoever is cut comes again with the same bytes. */
const stalled = () => new ApiError(429, 'slow', 3);

/** A body that has not moved on by so many bytes for so long (ms) is cut, however young or old it is. */
const STEP = 4_096;
const PATIENCE = 30_000;
const SECOND = 1_000;

/**
 * Opens a body that must be `application/octet-stream` and one of `sizes` bytes long, and reads `headSize` bytes.
 * Memory for the rest grows with what comes: calls that stop half-way cost what they sent.
 * @throws ApiError 400 `bad-frame` for another type or length, or when the line is cut; 429 `slow` for one that stalls
 * or loses its place.
 */
export async function openBody(
  request: Request,
  sizes: readonly number[],
  headSize: number,
): Promise<ExactBody> {
  const size = Number(request.headers.get('content-length'));
  if (request.headers.get('content-type') !== 'application/octet-stream') throw badFrame();
  if (!sizes.includes(size) || !request.body) throw badFrame();
  const reader = new SteadyReader(request.body);
  return {
    head: await reader.take(headSize),
    async rest(place) {
      const bytes = await reader.take(size - headSize, place);
      await reader.expectEnd();
      return bytes;
    },
    cancel: () => reader.cancel(),
  };
}

/** The whole of a small body of exactly one of `sizes` bytes. @throws ApiError as `openBody`. */
export async function readBody(request: Request, ...sizes: number[]): Promise<Uint8Array> {
  const size = Number(request.headers.get('content-length'));
  if (request.headers.get('content-type') !== 'application/octet-stream') throw badFrame();
  if (!sizes.includes(size)) throw badFrame();
  return readWhole(request, size);
}

/**
 * The fields of an ordinary urlencoded form of at most `maxSize` bytes: what the officer's tool posts from a file
 * on a disk, because its own policy allows no fetch. @throws ApiError 400 `bad-frame` for another type or length.
 */
export async function readForm(request: Request, maxSize: number): Promise<URLSearchParams> {
  const type = request.headers.get('content-type')?.split(';')[0];
  const length = Number(request.headers.get('content-length'));
  if (type !== 'application/x-www-form-urlencoded' || !(length > 0 && length <= maxSize)) throw badFrame();
  return new URLSearchParams(new TextDecoder().decode(await readWhole(request, length)));
}

async function readWhole(request: Request, size: number): Promise<Uint8Array> {
  if (!request.body) throw badFrame();
  const reader = new SteadyReader(request.body);
  const bytes = await reader.take(size);
  await reader.expectEnd();
  return bytes;
}

/** Reads a stream that must not stand still. */
class SteadyReader {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  #spare: Uint8Array = new Uint8Array(0);
  /** Bytes since the last step, and when that was. */
  #since = 0;
  #moved = Date.now();

  constructor(stream: ReadableStream<Uint8Array>) {
    this.#reader = stream.getReader();
  }

  /** So many bytes. Where they do not come, the stream is given up. */
  async take(count: number, place?: Place): Promise<Uint8Array> {
    try {
      return await this.#fill(count, place);
    } catch (error) {
      await this.cancel();
      throw error;
    }
  }

  async #fill(count: number, place?: Place): Promise<Uint8Array> {
    const parts: Uint8Array[] = [];
    for (let left = count; left > 0;) {
      const value = this.#spare.length > 0 ? this.#spare : await this.#next(place);
      const part = value.subarray(0, left);
      parts.push(part);
      left -= part.length;
      this.#spare = value.subarray(part.length);
    }
    const bytes = new Uint8Array(count);
    let at = 0;
    for (const part of parts) {
      bytes.set(part, at);
      at += part.length;
    }
    return bytes;
  }

  async #next(place?: Place): Promise<Uint8Array> {
    const { value } = await this.#read(place);
    if (!value) throw badFrame();
    this.#advance(value.length, place);
    return value;
  }

  async #read(place?: Place): Promise<{ value?: Uint8Array | undefined }> {
    // A cut line reads like an early end: to a body of known length both are the same.
    const reading = this.#reader.read().catch(() => ({}));
    for (;;) {
      if (Date.now() >= this.#moved + PATIENCE || place?.isCut()) throw stalled();
      let timer: ReturnType<typeof setTimeout> | null = null;
      // Looked at each second, and not told: no request may touch what belongs to another.
      const tick = new Promise<null>((resolve) => (timer = setTimeout(resolve, SECOND, null)));
      const read = await Promise.race([reading, tick]);
      clearTimeout(timer);
      if (read) return read;
    }
  }

  #advance(bytes: number, place?: Place): void {
    this.#since += bytes;
    if (this.#since < STEP) return;
    place?.move(this.#since);
    this.#since = 0;
    this.#moved = Date.now();
  }

  /** @throws ApiError 400 `bad-frame` when more comes. */
  async expectEnd(): Promise<void> {
    if (this.#spare.length > 0 || (await this.#read()).value) throw badFrame();
  }

  cancel(): Promise<void> {
    return this.#reader.cancel().catch(() => undefined);
  }
}
