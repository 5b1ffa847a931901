import { render } from 'preact';
import { canSeal, readPage } from './page.ts';
import { Status } from './Status.tsx';
import { cameBack, leaveNoTrace } from './traces.ts';

const page = readPage('tra-loi');
if (page && canSeal() && !cameBack()) {
  page.root.textContent = '';
  render(<Status data={page.data} />, page.root);
  leaveNoTrace(page.root, () => undefined);
}
