import { solveChallenge, type Challenge } from 'altcha-lib';
import { deriveKey } from 'altcha-lib/algorithms/web/pbkdf2';

// The highest price at a slow phone's pace; past that the person waits for nothing.
const TIMEOUT = 300_000;

self.onmessage = ({ data: challenge }: MessageEvent<Challenge>) => {
  self.postMessage({ progress: 0 });
  solveChallenge({ challenge, deriveKey, timeout: TIMEOUT }).then(
    (solution) => {
      if (!solution) return self.postMessage({});
      const { counter, derivedKey } = solution;
      const { parameters, signature } = challenge;
      // How long it took would tell one phone from another, so it stays here.
      self.postMessage({
        result: JSON.stringify({ challenge: { parameters, signature }, solution: { counter, derivedKey } }),
      });
    },
    () => self.postMessage({}),
  );
};
