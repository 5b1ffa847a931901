import { render } from 'preact';
import { takeWantedPlace } from './form/destination.ts';
import { emptyDraft } from './form/draft.ts';
import { haveWorkers } from './send/worker-client.ts';
import { canSeal, readPage, takeDown } from './page-data.ts';
import proofUrl from './send/proof-worker.ts?worker&url';
import { Proofs } from './send/proofs.ts';
import { Tip, wipe, type Memory } from './Tip.tsx';
import tipUrl from './send/tip-worker.ts?worker&url';
import { cameBack, leaveNoTrace } from './wipe/traces.ts';

const page = readPage('tin') ?? readPage('bai-tap');
// Where the browser cannot seal, the page's own words stay: the phone numbers.
if (page && canSeal() && !cameBack()) {
  haveWorkers({ proof: proofUrl, receipt: tipUrl, seal: tipUrl });
  const memory: Memory = { draft: emptyDraft(), receipt: null, proofs: new Proofs(), sending: null };
  page.root.textContent = '';
  render(<Tip data={page.data} memory={memory} wanted={takeWantedPlace()} />, page.root);
  leaveNoTrace(page.root, () => {
    wipe(memory);
    // Not only emptied: what is mounted lets go of the microphone and of the addresses of photos.
    takeDown(page.root);
  });
}
