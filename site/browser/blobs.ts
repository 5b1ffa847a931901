/** The only maker of Blobs: Firefox guesses the type of a Blob without one from its first piece alone: none is made without. */
export const blobOf = (parts: readonly (Uint8Array | Blob | string)[], type: string): Blob =>
  new Blob(parts as BlobPart[], { type });
