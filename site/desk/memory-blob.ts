/**
 * Takes the place of the worker's blobs. The mail parser puts each part of a mail together as a blob and reads it
 * back, and WebKit lets the worker of a page opened from disk read none. To be imported before the parser.
 */
class MemoryBlob {
  readonly #parts: Uint8Array[];

  constructor(parts: readonly (ArrayBuffer | Uint8Array)[]) {
    this.#parts = parts.map((part) => new Uint8Array(part));
  }

  arrayBuffer(): Promise<ArrayBuffer> {
    const bytes = new Uint8Array(this.#parts.reduce((size, { length }) => size + length, 0));
    let at = 0;
    for (const part of this.#parts) {
      bytes.set(part, at);
      at += part.length;
    }
    return Promise.resolve(bytes.buffer);
  }
}

Object.assign(globalThis, { Blob: MemoryBlob });
