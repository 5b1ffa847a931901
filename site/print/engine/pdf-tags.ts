/** What a PDF tells who hears it: a tree of headings, paragraphs, lists and figures (ISO 32000-1, 14.7 and 14.8). */
import {
  endMarkedContent,
  type PDFArray,
  type PDFDocument,
  PDFHexString,
  PDFName,
  PDFNumber,
  PDFOperator,
  PDFOperatorNames,
  type PDFPage,
  type PDFRef,
} from '@cantoo/pdf-lib';
import { isSaid, type QrCode, type Shape, type Stroke, type TextShape } from './sheet.ts';

/** What draws a shape; without one it is paper or printer's marks. */
export interface Drawn {
  shape?: Shape;
  /** Letters that a drawing stands for. */
  letters?: string;
  operators: PDFOperator[];
}

/** Puts the pages of a document into its structure tree, one after the other. */
export interface Tags {
  /** The same drawing, each part of it marked as of an element of the tree, or as told to nobody. */
  mark(page: PDFPage, drawn: Drawn[], pointsPerMillimetre: number): PDFOperator[];
}

/** An element of the tree; its kids are other elements, or parts of the page it is on. */
interface Element {
  role: string;
  ref: PDFRef;
  kids: PDFArray;
}

/** Gives a document without pages its structure tree. */
export function startTags(pdf: PDFDocument): Tags {
  const { context, catalog } = pdf;
  const partsOfPages = context.obj([]);
  const root = context.nextRef();
  const add = (parent: PDFRef, role: string, entries = {}): Element => {
    const kids = context.obj([]);
    return { role, kids, ref: context.register(context.obj({ S: role, P: parent, K: kids, ...entries })) };
  };
  const addTo = (parent: Element, role: string, entries?: object): Element => {
    const element = add(parent.ref, role, entries);
    parent.kids.push(element.ref);
    return element;
  };
  const whole = add(root, 'Document');
  context.assign(
    root,
    context.obj({ Type: 'StructTreeRoot', K: whole.ref, ParentTree: { Nums: partsOfPages } }),
  );
  catalog.set(PDFName.of('StructTreeRoot'), root);
  catalog.set(PDFName.of('MarkInfo'), context.obj({ Marked: true }));

  /** The text that a continuing shape belongs to; the list, and the item of it, that the next item or text goes to. */
  let text: Element | null = null;
  let list: (Element & { numbering: string }) | null = null;
  let item: Element | null = null;

  const textOf = (shape: TextShape | Stroke, page: PDFPage): Element => {
    if (shape.continues !== undefined && text) return text;
    const { role = 'P' } = shape;
    let parent = whole;
    if (role === 'Lbl' || role === 'LBody') {
      if (role === 'Lbl' || text?.role !== 'Lbl' || !item) {
        const mark = role === 'LBody' ? 'None' : shape.kind === 'text' ? 'Decimal' : 'Square';
        if (list?.numbering !== mark)
          list = { ...addTo(whole, 'L', { A: { O: 'List', ListNumbering: mark } }), numbering: mark };
        item = addTo(list, 'LI');
      }
      parent = item;
    } else list = null;
    return (text = addTo(parent, role, { Pg: page.ref }));
  };

  const elementOf = ({ shape, letters }: Drawn, page: PDFPage, scale: number): Element | null => {
    if (shape?.kind === 'qr') {
      text = list = null;
      return addTo(whole, 'Figure', {
        Pg: page.ref,
        Alt: PDFHexString.fromText(`Mã QR: ${shape.address}`),
        A: { O: 'Layout', Placement: 'Block', BBox: boxOf(shape, page, scale) },
      });
    }
    if (!shape || !isSaid(shape)) return null;
    const told = textOf(shape, page);
    // No sequence within another: some readers lose what follows the inner one.
    return letters === undefined
      ? told
      : addTo(told, 'Span', { Pg: page.ref, ActualText: PDFHexString.fromText(letters) });
  };

  return {
    mark(page, drawn, scale) {
      const parts = context.obj([]);
      const number = partsOfPages.size() / 2;
      partsOfPages.push(PDFNumber.of(number));
      partsOfPages.push(parts);
      page.node.set(PDFName.of('StructParents'), PDFNumber.of(number));
      page.node.set(PDFName.of('Tabs'), PDFName.of('S'));
      // An element stands on one page.
      text = null;
      let open: Element | null | undefined;
      const marked = drawn.flatMap((each) => {
        const { operators } = each;
        if (operators.length === 0) return [];
        const element = elementOf(each, page, scale);
        if (element === open) return operators;
        const start = [...(open === undefined ? [] : [endMarkedContent()]), begin(element, parts)];
        open = element;
        return [...start, ...operators];
      });
      return open === undefined ? marked : [...marked, endMarkedContent()];
    },
  };
}

function begin(element: Element | null, parts: PDFArray): PDFOperator {
  if (!element) return PDFOperator.of(PDFOperatorNames.BeginMarkedContent, ['/Artifact']);
  const part = parts.size();
  parts.push(element.ref);
  element.kids.push(PDFNumber.of(part));
  return PDFOperator.of(PDFOperatorNames.BeginMarkedContentSequence, [
    `/${element.role}`,
    `<</MCID ${part}>>`,
  ]);
}

/** Left, bottom, right and top, in the units of the page. */
function boxOf({ x, y, size }: QrCode, page: PDFPage, scale: number): number[] {
  const trim = page.getTrimBox();
  const [left, top] = [trim.x + x * scale, trim.y + trim.height - y * scale];
  return [left, top - size * scale, left + size * scale, top].map((each) => Math.round(each * 100) / 100);
}
