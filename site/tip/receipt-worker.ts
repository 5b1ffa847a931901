import '../envelope/old-browsers.ts';
import { deriveReceipt } from '../envelope/receipt.ts';

self.onmessage = ({ data }: MessageEvent<string>) => {
  deriveReceipt(data, (progress) => self.postMessage({ progress })).then(
    (result) => self.postMessage({ result }),
    () => self.postMessage({}),
  );
};
