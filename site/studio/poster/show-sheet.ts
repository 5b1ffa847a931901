import { shapesOf, type SvgElement } from '../../print/engine/draw-svg.ts';
import type { Sheet } from '../../print/engine/sheet.ts';

/** Draws a sheet into a `<svg>` of the page, element by element: the policy of the site lets no script write markup. */
export function showSheet(svg: SVGSVGElement, sheet: Sheet): void {
  svg.setAttribute('viewBox', `0 0 ${sheet.width} ${sheet.height}`);
  svg.textContent = '';
  svg.append(elementFor(shapesOf(sheet)));
}

function elementFor({ name, attributes, inside }: SvgElement): SVGElement {
  const element = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  if (typeof inside === 'string') element.textContent = inside;
  else element.append(...inside.map(elementFor));
  return element;
}
