import { render } from 'preact';
import { haveWorkers } from './own-worker.ts';
import { canSeal, readPage, takeDown } from './page.ts';
import proofUrl from './proof-worker.ts?worker&url';
import { Thread } from './Thread.tsx';
import threadUrl from './thread-worker.ts?worker&url';
import { cameBack, leaveNoTrace } from './traces.ts';

const page = readPage('tra-loi');
if (page && canSeal() && !cameBack()) {
  haveWorkers({ proof: proofUrl, derive: threadUrl, open: threadUrl, add: threadUrl });
  page.root.textContent = '';
  render(<Thread data={page.data} />, page.root);
  // Receipt, secrets and replies live in the components alone, and go with them.
  leaveNoTrace(page.root, () => takeDown(page.root));
}
