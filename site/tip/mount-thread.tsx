import { render } from 'preact';
import { haveWorkers } from './send/worker-client.ts';
import { canSeal, readPage, takeDown } from './page-data.ts';
import proofUrl from './send/proof-worker.ts?worker&url';
import { Thread } from './receipt/Thread.tsx';
import threadUrl from './receipt/thread-worker.ts?worker&url';
import { cameBack, leaveNoTrace } from './wipe/traces.ts';

const page = readPage('tra-loi');
if (page && canSeal() && !cameBack()) {
  haveWorkers({ proof: proofUrl, derive: threadUrl, open: threadUrl, add: threadUrl });
  page.root.textContent = '';
  render(<Thread data={page.data} />, page.root);
  // Receipt, secrets and replies live in the components alone, and go with them.
  leaveNoTrace(page.root, () => takeDown(page.root));
}
