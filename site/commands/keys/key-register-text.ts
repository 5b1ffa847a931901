/** Changes the text of `worker/kids.txt`, whose comments stay. */
import { readKeyLine, readKeyRegister, type ReleasedKey } from '../../../worker/contract/key-register.ts';
import { isDemoKey } from '../../envelope/demo.ts';

/** A sentence for each line that is neither a released key nor a remark. */
export function wrongLines(kids: string): string[] {
  return kids
    .split('\n')
    .flatMap((raw, at) =>
      readKeyLine(raw) === 'wrong'
        ? `worker/kids.txt dòng ${at + 1} sai. Mỗi dòng là: 16 chữ số khóa, mã hộp thư, khóa ký trả lời, khóa ký của cấp trên nếu có, và revoked nếu đã hủy.`
        : [],
    );
}

/** Adds a line at the end. */
export function addLine(kids: string, { kid, inbox, replyKey, oversightKey }: ReleasedKey): string {
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
export function dropLines(kids: string, isGone: (line: ReleasedKey) => boolean): string {
  const left = mapLines(kids, (raw, line) => (line && isGone(line) ? null : raw));
  const isDemo = readKeyRegister(left).some(({ replyKey }) => isDemoKey(replyKey));
  return isDemo ? left : mapLines(left, (raw) => (raw.startsWith(DEMO_REMARK) ? null : raw));
}

function mapLines(kids: string, change: (raw: string, line?: ReleasedKey) => string | null): string {
  return kids
    .split('\n')
    .map((raw) => change(raw, readKeyRegister(raw)[0]))
    .filter((raw) => raw !== null)
    .join('\n');
}
