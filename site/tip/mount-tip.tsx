import { render } from 'preact';
import { emptyDraft } from './draft.ts';
import { canSeal, readPage } from './page.ts';
import { Proofs } from './proofs.ts';
import { Tip, wipe, type Memory } from './Tip.tsx';
import { leaveNoTrace } from './traces.ts';

const page = readPage('tin');
// Where the browser cannot seal, the page's own words stay: the phone numbers.
if (page && canSeal()) {
  const memory: Memory = { draft: emptyDraft(), receipt: null, proofs: new Proofs(), sending: null };
  page.root.textContent = '';
  render(<Tip data={page.data} memory={memory} />, page.root);
  leaveNoTrace(page.root, () => {
    wipe(memory);
    // Not only emptied: what is mounted lets go of the microphone and of the addresses of photos.
    render(null, page.root);
  });
}
