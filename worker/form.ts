import { ApiError } from './errors.ts';

/**
 * The fields of an ordinary urlencoded form of at most `maxSize` bytes: what the officer's tool posts from a file
 * on a disk, because its own policy allows no fetch. @throws ApiError 400 `bad-frame` for another type or length.
 */
export async function readForm(request: Request, maxSize: number): Promise<URLSearchParams> {
  const type = request.headers.get('content-type')?.split(';')[0];
  const length = Number(request.headers.get('content-length'));
  if (type !== 'application/x-www-form-urlencoded' || !(length > 0 && length <= maxSize))
    throw new ApiError(400, 'bad-frame');
  // Not `text()`: workerd writes a console line for a form that is read so.
  return new URLSearchParams(new TextDecoder().decode(await request.arrayBuffer()));
}
