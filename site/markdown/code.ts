/** Code in an article, as the build's own parser sees it: an article is text, and whoever edits one must not run anything. */
import { mdxToMdast } from 'satteri';

/** What an article may use besides Markdown. A component gets its name here when it gets its file. */
export const TAGS = ['b', 'i', 'em', 'strong', 'sub', 'sup', 'br'];

/** What is looked at of a node of the tree (mdast with MDX's own kinds). */
interface Node {
  type: string;
  value?: string;
  name?: string | null;
  attributes?: unknown[];
  url?: string;
  children?: Node[];
  position?: { start: { offset?: number } };
}

/** A place of an article that is code, by its offset, and why, as a Vietnamese sentence. */
export interface FoundCode {
  offset: number;
  text: string;
}

/** Every place of `body` that is code to MDX, or that MDX cannot read at all. Offsets count from its start. */
export function findCode(body: string): FoundCode[] {
  try {
    return mistakesIn(mdxToMdast(body) as Node);
  } catch (error) {
    const [, line = 1, column = 1] = /^(\d+):(\d+):/.exec((error as Error).message) ?? [];
    const before = body.split('\n').slice(0, Number(line) - 1);
    const offset = before.reduce((sum, { length }) => sum + length + 1, Number(column) - 1);
    return [{ offset, text: 'máy không đọc được bài từ chỗ này. Xem lại các dấu <, { và dấu nháy ở đây.' }];
  }
}

function mistakesIn(node: Node): FoundCode[] {
  const text = sayCode(node);
  if (text) return [{ offset: node.position?.start.offset ?? 0, text }];
  return (node.children ?? []).flatMap(mistakesIn);
}

/**
 * The same for the build itself: a plugin of Astro's Markdown processor that stops it at the first such node, whatever
 * was checked before. It reads what is compiled, not what the checker took for the article.
 */
export function articleWithoutCode() {
  const refuse = (node: Node) => {
    const text = sayCode(node);
    if (text) throw new Error(text);
  };
  return { name: 'article-without-code', ...Object.fromEntries(CODE_KINDS.map((kind) => [kind, refuse])) };
}

const CODE_KINDS = [
  'mdxjsEsm',
  'mdxFlowExpression',
  'mdxTextExpression',
  'mdxJsxFlowElement',
  'mdxJsxTextElement',
  'image',
  'imageReference',
  'link',
  'definition',
  'html',
];
const NOTE = /^\s*(\/\*([^*]|\*(?!\/))*\*\/\s*)+$/;
const SAFE_ADDRESS = /^(https?:|mailto:|tel:|[/#]|[^:]*$)/i;

/** Why a node is code, or null. A note in braces is not. */
function sayCode({ type, value = '', name, attributes = [], url = '' }: Node): string | null {
  switch (type) {
    case 'mdxjsEsm':
      return `“${sample(value)}” là mã lệnh. Bài viết chỉ có chữ, xóa đoạn này.`;
    case 'mdxFlowExpression':
    case 'mdxTextExpression':
      return NOTE.test(value) ? null : `“{${sample(value)}}” là mã lệnh. Dùng ngoặc tròn.`;
    case 'mdxJsxFlowElement':
    case 'mdxJsxTextElement':
      if (!name || !TAGS.includes(name))
        return `thẻ “${name ?? ''}” là mã lệnh. Chỉ dùng được: ${TAGS.join(', ')}.`;
      return attributes.length > 0 ? `thẻ <${name}> không được mang gì thêm. Chỉ gõ <${name}>.` : null;
    // Only where a file is read as plain Markdown, which no file of ours is.
    case 'html':
      return `“${sample(value)}” là mã lệnh. Xóa đi.`;
    // The build takes a picture's address for a file to load, whatever file that is.
    case 'image':
    case 'imageReference':
      return 'bài viết chưa dùng được ảnh. Xóa phần “![…]”.';
    default:
      return SAFE_ADDRESS.test(url)
        ? null
        : `địa chỉ “${sample(url)}” không dùng được. Gõ https:// hoặc /…/.`;
  }
}

const sample = (code: string) => code.trim().split('\n', 1)[0]?.slice(0, 40) ?? '';
