/**
 * Stands in, in the browser, for the parts of the PDF libraries that a sheet never needs and that weigh more than the
 * rest: fonts that stand in no file, pictures, forms, HTML, compressed web fonts (astro.config.mjs). Each answers
 * nothing; a sheet has text in one font, outlines and lines. To be removed when the libraries load them on use.
 */
const absent = () => {
  throw new Error('this part is not in this build');
};

// Read while the library loads.
export const Encodings = { WinAnsi: { supportedCodePoints: [] } };
export const Font = { load: absent };
export const FontNames = {};
export const NodeType = {};
export { absent as encode, absent as parse, absent as default };
