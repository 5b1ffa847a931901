import { inApp } from './in-app.ts';

/** Shows `#in-trang` where pages can be printed; in-app browsers have the function, and nothing comes of it. */
export function printOnDemand(): void {
  const button = document.getElementById('in-trang');
  if (!button || inApp() || typeof window.print !== 'function') return;
  button.hidden = false;
  button.onclick = () => window.print();
}
