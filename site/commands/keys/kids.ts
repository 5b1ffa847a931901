/** Reads and changes the text of `worker/kids.txt`, whose comments stay. What a line means: worker/kids.ts. */
import { isDemoKey } from '../../envelope/demo.ts';

/** One line of `worker/kids.txt`. */
export type ReleasedKid = {
  kid: string;
  inbox: string;
  replyKey: string;
  oversightKey: string | undefined;
  revoked: boolean;
};

const LINE =
  /^([0-9a-f]{16})\s+([a-z0-9-]{1,64})\s+([A-Za-z0-9_-]{43})(?:\s+([A-Za-z0-9_-]{43}))?(\s+revoked)?$/;

/** The lines of the file, and a sentence for each that is none. */
export function readKids(text: string): { released: ReleasedKid[]; wrong: string[] } {
  const released: ReleasedKid[] = [];
  const wrong: string[] = [];
  text.split('\n').forEach((raw, at) => {
    const line = raw.replace(/#.*/, '').trim();
    if (!line) return;
    const [, kid, inbox, replyKey, oversightKey, revoked] = LINE.exec(line) ?? [];
    if (kid && inbox && replyKey)
      released.push({ kid, inbox, replyKey, oversightKey, revoked: revoked !== undefined });
    else
      wrong.push(
        `worker/kids.txt dòng ${at + 1} sai. Mỗi dòng là: 16 chữ số khóa, mã hộp thư, khóa ký trả lời, khóa ký của cấp trên nếu có, và revoked nếu đã hủy.`,
      );
  });
  return { released, wrong };
}

/** Every inbox of the line, as the Worker knows them: in a stable order, those whose kids are all revoked included. */
export function inboxIdsIn(kids: string): string[] {
  return [...new Set(readKids(kids).released.map(({ inbox }) => inbox))].sort();
}

/** Adds a line at the end. */
export function addLine(kids: string, { kid, inbox, replyKey, oversightKey }: ReleasedKid): string {
  const line = [kid, inbox, replyKey, oversightKey].filter(Boolean).join(' ');
  return `${kids.replace(/\n*$/, '\n')}${line}\n`;
}

/** Marks the lines of these kids. */
export function markRevoked(kids: string, gone: readonly string[]): string {
  return mapLines(kids, (raw, line) =>
    line && gone.includes(line.kid) && !line.revoked ? raw.replace(/\s*(?=#|$)/, ' revoked ').trimEnd() : raw,
  );
}

const DEMO_REMARK = '# All keys below are demo keys';

/** Takes lines away, which is right only for demo keys; with the last of them goes the remark that they are some. */
export function dropLines(kids: string, isGone: (line: ReleasedKid) => boolean): string {
  const left = mapLines(kids, (raw, line) => (line && isGone(line) ? null : raw));
  const isDemo = readKids(left).released.some(({ replyKey }) => isDemoKey(replyKey));
  return isDemo ? left : mapLines(left, (raw) => (raw.startsWith(DEMO_REMARK) ? null : raw));
}

function mapLines(kids: string, change: (raw: string, line?: ReleasedKid) => string | null): string {
  return kids
    .split('\n')
    .map((raw) => change(raw, readKids(raw).released[0]))
    .filter((raw) => raw !== null)
    .join('\n');
}
