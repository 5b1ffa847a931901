import {
  beginText,
  closePath,
  concatTransformationMatrix,
  drawSvgPath,
  endText,
  fill,
  LineCapStyle,
  LineJoinStyle,
  lineTo,
  moveTo,
  PDFDocument,
  type PDFFont,
  PDFHexString,
  PDFNumber,
  PDFOperator,
  PDFOperatorNames,
  type PDFPage,
  popGraphicsState,
  pushGraphicsState,
  rgb,
  setDashPattern,
  setFillingRgbColor,
  setFontAndSize,
  setLineCap,
  setLineJoin,
  setLineWidth,
  setStrokingRgbColor,
  setTextMatrix,
  stroke,
} from '@cantoo/pdf-lib';
import { type Drawn, startTags, type Tags } from './pdf-tags.ts';
import { qrRuns } from './qr.ts';
import {
  channelsOfInk,
  dotPitch,
  type Ink,
  isSaid,
  type Stroke,
  type Path,
  type QrCode,
  type Shape,
  type Sheet,
  type Weight,
} from './sheet.ts';
import type { OpenTypeface } from './typeface.ts';

/** What a print shop asks for besides the sheet itself. */
export interface PrintMarks {
  /** How far the ground goes beyond the edge on each side, mm. Default 0. */
  bleed?: number;
  /** Marks outside the corners that show where to cut. */
  cropMarks?: boolean;
}

const pointsPerMillimetre = 72 / 25.4;
// Six capitals and a plus mark a font that holds only some of its letters.
const subsetNames: Record<Weight, string> = {
  400: 'LACHAN+BeVietnamPro-Regular',
  700: 'LACHAN+BeVietnamPro-Bold',
};
const markLength = 5;
const markGap = 2;

/** A typeface with what of it goes into one document. */
interface Face {
  typeface: OpenTypeface;
  font: PDFFont;
}

/**
 * A sheet as a PDF of one page, or several as its pages: vectors and searchable text, tagged for readers that speak,
 * only the letters used embedded.
 * A page is its sheet's exact size, or larger by bleed and marks, with the sheet as its trim box. One typeface for
 * each weight that the text has. The same sheets give the same bytes.
 */
export async function drawPdf(
  sheets: Sheet | Sheet[],
  typefaces: OpenTypeface | OpenTypeface[],
  marks: PrintMarks = {},
): Promise<Uint8Array<ArrayBuffer>> {
  const pages = [sheets].flat();
  const pdf = await PDFDocument.create({ updateMetadata: false });
  pdf.setTitle(pages[0]?.title ?? '', { showInWindowTitleBar: true });
  pdf.setLanguage('vi-VN');
  const faces = new Map<Weight, Face>();
  for (const typeface of [typefaces].flat()) {
    // The font is parsed once for many sheets; what is embedded of it is each document's own.
    pdf.registerFontkit({ create: () => typeface.font });
    const customName = subsetNames[typeface.weight];
    const font = await pdf.embedFont(new Uint8Array(), { subset: true, customName });
    faces.set(typeface.weight, { typeface, font });
  }
  const tags = startTags(pdf);
  for (const sheet of pages) drawSheet(pdf, sheet, faces, tags, marks);
  return new Uint8Array(await pdf.save());
}

function drawSheet(
  pdf: PDFDocument,
  sheet: Sheet,
  faces: Map<Weight, Face>,
  tags: Tags,
  { bleed = 0, cropMarks = false }: PrintMarks,
): void {
  const outer = bleed + (cropMarks ? markGap + markLength : 0);
  const page = addPage(pdf, sheet, outer, bleed);
  const operators = [
    pushGraphicsState(),
    // From here on in millimetres from the sheet's top left corner, y downwards.
    concatTransformationMatrix(
      pointsPerMillimetre,
      0,
      0,
      -pointsPerMillimetre,
      outer * pointsPerMillimetre,
      (sheet.height + outer) * pointsPerMillimetre,
    ),
    ...tags.mark(
      page,
      [
        { operators: drawGround(sheet, bleed) },
        ...drawAll(sheet.shapes, page, faces),
        { operators: cropMarks ? drawCropMarks(sheet, bleed) : [] },
      ],
      pointsPerMillimetre,
    ),
    popGraphicsState(),
  ];
  page.pushOperators(...operators);
}

function addPage(pdf: PDFDocument, { width, height }: Sheet, outer: number, bleed: number): PDFPage {
  const points = (millimetres: number) => millimetres * pointsPerMillimetre;
  const page = pdf.addPage([points(width + 2 * outer), points(height + 2 * outer)]);
  page.setTrimBox(points(outer), points(outer), points(width), points(height));
  const edge = outer - bleed;
  page.setBleedBox(points(edge), points(edge), points(width + 2 * bleed), points(height + 2 * bleed));
  return page;
}

function drawGround({ width, height, ground }: Sheet, bleed: number): PDFOperator[] {
  return ground === null ? [] : rectangle(-bleed, -bleed, width + 2 * bleed, height + 2 * bleed, ground);
}

function drawAll(shapes: Shape[], page: PDFPage, faces: Map<Weight, Face>): Drawn[] {
  const keys = new Map(
    [...faces].map(([weight, { font }]) => [weight, page.node.newFontDictionary('F', font.ref)]),
  );
  const draw = (shape: Shape, after: string): PDFOperator[] => {
    if (shape.kind === 'rectangle') return rectangle(shape.x, shape.y, shape.width, shape.height, shape.fill);
    if (shape.kind === 'polygon') return [inkToFill(shape.fill), ...outline(shape.points), fill()];
    if (shape.kind === 'path') return drawPath(shape);
    if (shape.kind === 'line') return drawLine(shape);
    if (shape.kind === 'qr') return drawQr(shape);
    const { weight = 700 } = shape;
    const [face, key] = [faces.get(weight), keys.get(weight)];
    if (!face || !key) throw new Error(`no typeface of weight ${weight} to draw “${shape.text}” in`);
    return [
      beginText(),
      inkToFill(shape.ink),
      setFontAndSize(key, shape.size),
      setTextMatrix(...turned(shape.turn), shape.x, shape.y),
      kerned(shape.text + after, face),
      endText(),
    ];
  };
  return shapes.map((shape, at) => {
    // Without it a reader takes the words on both sides of a line's end for one.
    const after = (isSaid(shape) && shapes.slice(at + 1).find(isSaid)?.continues) || '';
    const letters = shape.kind === 'line' && shape.says !== undefined ? shape.says + after : undefined;
    return { shape, ...(letters !== undefined && { letters }), operators: draw(shape, after) };
  });
}

function drawPath({ data, x, y, scale, fill: inner, stroke: outer }: Path): PDFOperator[] {
  const colour = (ink: Ink | undefined) => (ink === undefined ? undefined : rgb(...channelsOfInk(ink)));
  return [
    pushGraphicsState(),
    // That function takes y upwards and turns it over; here it points downwards already.
    concatTransformationMatrix(1, 0, 0, -1, x, y),
    setLineCap(LineCapStyle.Round),
    setLineJoin(LineJoinStyle.Round),
    ...drawSvgPath(data, {
      x: 0,
      y: 0,
      scale,
      color: colour(inner),
      borderColor: colour(outer?.ink),
      borderWidth: outer?.thickness ?? 0,
    }),
    popGraphicsState(),
  ];
}

// Letters stand on their heads where y runs downwards; the second row sets them right.
function turned(degrees = 0): [number, number, number, number] {
  if (degrees === 0) return [1, 0, 0, -1];
  const [sin, cos] = [Math.sin((degrees * Math.PI) / 180), Math.cos((degrees * Math.PI) / 180)];
  return [cos, sin, sin, -cos];
}

function drawLine({ x1, y1, x2, y2, thickness, ink, dotted }: Stroke): PDFOperator[] {
  return [
    pushGraphicsState(),
    setStrokingRgbColor(...channelsOfInk(ink)),
    setLineWidth(thickness),
    ...(dotted ? [setLineCap(LineCapStyle.Round), setDashPattern([0, thickness * dotPitch], 0)] : []),
    moveTo(x1, y1),
    lineTo(x2, y2),
    stroke(),
    popGraphicsState(),
  ];
}

/** Glyphs with the distances that the font wants between them; pdf-lib's own text knows only their widths. */
function kerned(text: string, { font, typeface }: Face): PDFOperator {
  const codes = font.encodeText(text).asString();
  const { glyphs, positions } = typeface.font.layout(text);
  const pieces = font.doc.context.obj([]);
  glyphs.forEach((glyph, at) => {
    pieces.push(PDFHexString.of(codes.slice(at * 4, at * 4 + 4)));
    const kern = glyph.advanceWidth - (positions[at]?.xAdvance ?? glyph.advanceWidth);
    if (kern !== 0) pieces.push(PDFNumber.of((kern * 1000) / typeface.font.unitsPerEm));
  });
  return PDFOperator.of(PDFOperatorNames.ShowTextAdjusted, [pieces]);
}

function drawQr({ address, x, y, size, ink, ground }: QrCode): PDFOperator[] {
  const { side, runs } = qrRuns(address);
  const module = size / side;
  return [
    ...rectangle(x, y, size, size, ground),
    inkToFill(ink),
    ...runs.flatMap((run) =>
      outline(corners(x + run.x * module, y + run.y * module, run.length * module, module)),
    ),
    fill(),
  ];
}

function drawCropMarks({ width, height }: Sheet, bleed: number): PDFOperator[] {
  const from = bleed + markGap;
  const to = from + markLength;
  const marks = [0, width].flatMap((x) =>
    [0, height].flatMap((y) => {
      const [outX, outY] = [x === 0 ? -1 : 1, y === 0 ? -1 : 1];
      return [
        moveTo(x + outX * from, y),
        lineTo(x + outX * to, y),
        moveTo(x, y + outY * from),
        lineTo(x, y + outY * to),
      ];
    }),
  );
  return [setStrokingRgbColor(0, 0, 0), setLineWidth(0.1), ...marks, stroke()];
}

const inkToFill = (ink: Ink) => setFillingRgbColor(...channelsOfInk(ink));

const corners = (x: number, y: number, width: number, height: number) =>
  [
    [x, y],
    [x + width, y],
    [x + width, y + height],
    [x, y + height],
  ] as const;

function rectangle(x: number, y: number, width: number, height: number, ink: Ink): PDFOperator[] {
  return [inkToFill(ink), ...outline(corners(x, y, width, height)), fill()];
}

function outline(points: readonly (readonly [number, number])[]): PDFOperator[] {
  return [...points.map(([x, y], at) => (at === 0 ? moveTo(x, y) : lineTo(x, y))), closePath()];
}
