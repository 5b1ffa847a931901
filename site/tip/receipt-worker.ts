import '../envelope/old-browsers.ts';
import { deriveReceipt, makeReceipt, type ReceiptSecrets } from '../envelope/receipt.ts';

/** The receipt whose secrets are wanted, or null for a new one. */
export type ReceiptQuestion = string | null;

export interface ReceiptAnswer {
  receipt: string;
  secrets: ReceiptSecrets;
}

self.onmessage = ({ data }: MessageEvent<ReceiptQuestion>) => {
  const receipt = data ?? makeReceipt();
  deriveReceipt(receipt, (progress) => self.postMessage({ progress })).then(
    (secrets) => self.postMessage({ result: { receipt, secrets } satisfies ReceiptAnswer }),
    () => self.postMessage({}),
  );
};
