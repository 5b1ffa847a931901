import type { ErrorCode, YAMLError } from 'yaml';
import type { Mistake } from './source.ts';

const indent =
  'số dấu cách đầu dòng không khớp với các dòng cùng nhóm. Chỉnh cho thẳng hàng, mỗi bậc 2 dấu cách.';
const noColon = 'dòng này không phải một trường. Gõ tên trường, dấu hai chấm, một dấu cách rồi nội dung.';
const colon = 'trong đoạn chữ có dấu hai chấm. Đặt cả đoạn trong dấu nháy kép: "…".';
const quoteAll = 'Đặt cả đoạn chữ trong dấu nháy kép: "…".';

const always: Partial<Record<ErrorCode, string>> = {
  TAB_AS_INDENT: 'dòng này thụt vào bằng phím Tab. Xóa đi, gõ dấu cách, mỗi bậc 2 dấu cách.',
  MULTILINE_IMPLICIT_KEY: noColon,
  BAD_DQ_ESCAPE: 'không gõ dấu \\ trong dấu nháy kép. Xóa dấu \\.',
};

/** The YAML library's error as a plain sentence, at the place where the editor has to type. */
export function sayYamlError(error: YAMLError, source: string): Mistake {
  const { code, message, pos } = error;
  const [offset] = pos;
  const line = source.slice(offset).split('\n', 1)[0];
  if (message.startsWith('Missing closing ')) return findQuote(message, offset, source);
  const fixed = always[code];
  if (fixed) return { offset, text: fixed };
  if (code === 'DUPLICATE_KEY') {
    return { offset, text: `trường “${line.split(':')[0].trim()}” đã viết ở trên. Xóa một trong hai.` };
  }
  if (code === 'BLOCK_AS_IMPLICIT_KEY') return sayNesting(offset, message, line);
  if (code === 'BAD_INDENT') {
    if (!message.startsWith('Flow')) return { offset, text: indent };
    return { offset, text: 'ở trên có dấu [ hoặc { mở ra mà không đóng. Gõ dấu ] hoặc } cho đủ cặp.' };
  }
  if (code === 'MISSING_CHAR') {
    return { offset, text: message.startsWith('Sequence item') ? indent : noColon };
  }
  if (code === 'BAD_SCALAR_START' || code === 'BAD_ALIAS' || code === 'TAG_RESOLVE_FAILED') {
    return { offset, text: `đoạn chữ không được bắt đầu bằng dấu ${source[offset]}. ${quoteAll}` };
  }
  if (/["'] *$/.test(source.slice(0, offset))) {
    return { offset, text: 'trong đoạn chữ có dấu nháy thẳng. Bên trong dùng dấu nháy cong “ ”.' };
  }
  return { offset, text: `máy không hiểu chỗ “${line.slice(0, 30).trim()}”. ${quoteAll}` };
}

/** The mistake of a quote at `offset` that no other closes. */
export function sayOpenQuote(offset: number, quote: string): Mistake {
  return { offset, text: `dấu nháy ${quote} mở ra mà không đóng. Gõ thêm ${quote} ở cuối đoạn chữ.` };
}

/** The library points at the end of the text, the editor has to look at its start. */
function findQuote(message: string, end: number, source: string): Mistake {
  const quote = message.charAt('Missing closing '.length);
  const lineStart = source.lastIndexOf('\n', end - 1) + 1;
  return sayOpenQuote(source.indexOf(quote, lineStart), quote);
}

function sayNesting(offset: number, message: string, line: string): Mistake {
  if (message.startsWith('A block sequence')) return { offset, text: indent };
  if (/:(\s|$)/.test(line)) return { offset, text: colon };
  // The value is fine; the next line stands too far in and was taken for a part of it.
  return { offset: offset + line.length + 1, text: indent };
}
