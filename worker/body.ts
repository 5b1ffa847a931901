import { ApiError } from './errors.ts';

/** A request body of known length, read in two steps: its head before anything is decided, the rest after. */
export interface ExactBody {
  head: Uint8Array;
  rest(): Promise<Uint8Array>;
  cancel(): Promise<void>;
}

const badFrame = () => new ApiError(400, 'bad-frame');

/**
 * Opens a body that must be `application/octet-stream` and one of `sizes` bytes long, and reads `headSize` bytes.
 * Memory for the rest is taken only when it is asked for: many calls that stop after the head cost little.
 * @throws ApiError 400 `bad-frame` for another type or length, or when the line is cut.
 */
export async function openBody(
  request: Request,
  sizes: readonly number[],
  headSize: number,
): Promise<ExactBody> {
  const size = Number(request.headers.get('content-length'));
  if (request.headers.get('content-type') !== 'application/octet-stream') throw badFrame();
  if (!sizes.includes(size) || !request.body) throw badFrame();
  const reader = request.body.getReader();
  let spare = new Uint8Array(0);
  const take = async (count: number) => {
    const bytes = new Uint8Array(count);
    for (let filled = 0; filled < count;) {
      // A cut line reads like an early end: to a body of known length both are the same.
      const { value } =
        spare.length > 0 ? { value: spare } : await reader.read().catch(() => ({ value: null }));
      if (!value) throw badFrame();
      const part = value.subarray(0, count - filled);
      bytes.set(part, filled);
      filled += part.length;
      spare = value.subarray(part.length);
    }
    return bytes;
  };
  return {
    head: await take(headSize),
    async rest() {
      const bytes = await take(size - headSize);
      const end = await reader.read().catch(() => ({ done: false }));
      if (spare.length > 0 || !end.done) throw badFrame();
      return bytes;
    },
    cancel: () => reader.cancel().catch(() => undefined),
  };
}

/** The whole of a small body of exactly `size` bytes. @throws ApiError 400 `bad-frame`. */
export async function readBody(request: Request, size: number): Promise<Uint8Array> {
  const body = await openBody(request, [size], size);
  await body.rest();
  return body.head;
}
