import { useLayoutEffect, useState } from 'preact/hooks';
import { blobOf } from './blobs.ts';

/**
 * An address under which the page can show or save `bytes`; undefined for a moment at first. Revoked with what shows it;
 * a layout effect, because that is ended at once when the page is left, not after a paint that may never come.
 */
export function useBlobAddress(bytes: Uint8Array, type: string): string | undefined {
  const [address, setAddress] = useState<string>();
  useLayoutEffect(() => {
    const made = URL.createObjectURL(blobOf([bytes], type));
    setAddress(made);
    return () => URL.revokeObjectURL(made);
  }, [bytes]);
  return address;
}
