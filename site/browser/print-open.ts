// Browsers before Chrome 131 print a folded <details> as its summary alone, whatever the style sheet says:
// open them for the paper, and fold again those that were folded. Remove when no office prints from one.
let opened: HTMLDetailsElement[] = [];

addEventListener('beforeprint', () => {
  opened = [...document.querySelectorAll<HTMLDetailsElement>('details:not([open])')];
  for (const details of opened) details.open = true;
});

addEventListener('afterprint', () => {
  for (const details of opened) details.open = false;
});
