import { useLayoutEffect, useState } from 'preact/hooks';

/**
 * An address under which the page can show or save `bytes`. Revoked with what shows it, when another tip is opened or
 * the desk is locked; a layout effect, because that is not put off to a paint.
 */
export function useBlobAddress(bytes: Uint8Array, type: string): string | undefined {
  const [address, setAddress] = useState<string>();
  useLayoutEffect(() => {
    const made = URL.createObjectURL(new Blob([bytes as BlobPart], { type }));
    setAddress(made);
    return () => URL.revokeObjectURL(made);
  }, [bytes]);
  return address;
}
