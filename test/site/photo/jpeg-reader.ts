/** A reader of JPEG files of the tests' own, apart from the code under test, as someone with an EXIF viewer sees them. */

/**
 * Every marker of a JPEG in order, each once with its place checked against the next.
 * @throws Error on anything between or after the segments.
 */
export function jpegMarkers(bytes: Uint8Array): number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (view.getUint16(0) !== 0xffd8) throw new Error('no SOI');
  const markers = [0xd8];
  for (let at = 2; ;) {
    const word = view.getUint16(at);
    if (word < 0xff01 || word === 0xffff) throw new Error(`no marker at ${at}`);
    markers.push(word & 0xff);
    if (word === 0xffd9) {
      if (at + 2 !== bytes.length) throw new Error(`${bytes.length - at - 2} bytes after the end`);
      return markers;
    }
    at += 2 + view.getUint16(at + 2);
    if (word !== 0xffda) continue;
    while (!(bytes[at] === 0xff && bytes[at + 1] !== 0 && !isRestart(bytes[at + 1] ?? 0))) at++;
  }
}

const isRestart = (byte: number) => byte >= 0xd0 && byte <= 0xd7;

/** Width and height that a JPEG says it has. */
export function jpegSize(bytes: Uint8Array): { width: number; height: number } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let at = 2; ;) {
    const marker = view.getUint16(at) & 0xff;
    if (marker >= 0xc0 && marker <= 0xc2)
      return { height: view.getUint16(at + 5), width: view.getUint16(at + 7) };
    at += 2 + view.getUint16(at + 2);
  }
}
