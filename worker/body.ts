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
  const bytes = new Uint8Array(size);
  let filled = 0;
  const fill = async (upTo: number) => {
    while (filled < upTo) {
      const { done, value } = await reader.read().catch(() => ({ done: true, value: undefined }));
      if (done || !value || filled + value.length > size) throw badFrame();
      bytes.set(value, filled);
      filled += value.length;
    }
  };
  await fill(headSize);
  return {
    head: bytes.slice(0, headSize),
    async rest() {
      await fill(size);
      if (!(await reader.read().catch(() => ({ done: false }))).done) throw badFrame();
      return bytes.subarray(headSize);
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
