/** Words in a row that look alike. */
export interface Run {
  text: string;
  bold: boolean;
}

/** One block of an article. The mark of an item is "-" or its number with a dot. */
export type Piece =
  | { kind: 'heading'; level: 2 | 3; runs: Run[] }
  | { kind: 'paragraph'; runs: Run[] }
  | { kind: 'item'; mark: string; runs: Run[] };

/**
 * The blocks of an MDX article, in order: headings, paragraphs and list items, as far as the handbook of `content/`
 * allows them. Links keep their words only, tags vanish. What it does not know comes out as a paragraph.
 */
export function parseArticle(body: string): Piece[] {
  const lines = body.normalize('NFC').split('\n');
  const pieces: Piece[] = [];
  let open: { start: (runs: Run[]) => Piece; words: string[] } | null = null;
  const close = () => {
    if (open) pieces.push(open.start(runsOf(open.words.join(' '))));
    open = null;
  };
  for (const line of lines.map((each) => each.trim())) {
    const [, marks, heading] = /^(#{2,3})\s+(.+)$/.exec(line) ?? [];
    const [, mark, item] = /^([-*]|\d+\.)\s+(.+)$/.exec(line) ?? [];
    if (line === '') close();
    else if (marks !== undefined && heading !== undefined) {
      close();
      pieces.push({ kind: 'heading', level: marks.length === 2 ? 2 : 3, runs: runsOf(heading) });
    } else if (mark !== undefined && item !== undefined) {
      close();
      open = {
        start: (runs) => ({ kind: 'item', mark: mark.replace('*', '-'), runs }),
        words: [item],
      };
    } else {
      open ??= { start: (runs) => ({ kind: 'paragraph', runs }), words: [] };
      open.words.push(line);
    }
  }
  close();
  return pieces;
}

function runsOf(text: string): Run[] {
  const plain = text
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/<\/?(b|strong)>/g, '**')
    .replace(/<br\s*\/?>/g, ' ')
    .replace(/<[^>]+>/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&amp;', '&');
  return plain
    .split('**')
    .map((part, at) => ({ text: part, bold: at % 2 === 1 }))
    .filter((run) => run.text !== '');
}
