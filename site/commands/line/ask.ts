/** Asking a running line: every question comes to an end, and whatever goes wrong is one Vietnamese sentence. */
import type { z } from 'zod';
import { Refused } from '../refused.ts';

/** What a host did instead of answering as it should. */
export class LineFault extends Refused {
  /** False when there was no answer at all: then the whole host may be gone. */
  readonly isAnswered: boolean;
  constructor(sentence: string, isAnswered = true) {
    super([sentence]);
    this.isAnswered = isAnswered;
  }
}

/** An answer read to its end, whatever its status. */
export interface Answer {
  status: number;
  headers: Headers;
  body: Uint8Array<ArrayBuffer>;
}

/** Asks one line for a path: with a body a POST of these bytes, else a GET. Rejects with `LineFault`. */
export type Ask = (path: string, body?: Uint8Array) => Promise<Answer>;

/** From question to the last byte of the answer, in ms. */
export const PATIENCE = 20_000;
/** No file of a build comes near. A host that never stops sending must not fill this machine. */
const MAX_ANSWER = 32 * 1_048_576;
/** Thousands of inboxes are asked about, a few at a time: the line and this machine have other things to do. */
const AT_ONCE = 8;

/** The origin of a site as people type it, or undefined when it is no address of the web. */
export function originOf(address = ''): string | undefined {
  const url = URL.parse(address);
  return url && /^https?:$/.test(url.protocol) ? url.origin : undefined;
}

/** The patience that `--seconds` asks for, in ms: the usual one when it is not given, undefined when it is none. */
export function patienceOf(seconds: string | undefined): number | undefined {
  const patience = seconds === undefined ? PATIENCE : Number(seconds) * 1_000;
  return patience > 0 && patience <= 600_000 ? patience : undefined;
}

/** Whether a line runs on this machine, with this machine's own secrets. */
export const isLocal = (url: string): boolean =>
  ['localhost', '127.0.0.1', '[::1]'].includes(new URL(url).hostname);

/**
 * How to ask the line at `url` (its origin). Each question has `patience` ms; `total` ms from now on none begins any
 * more, so that thousands of silent ones end too.
 */
export function askerOf(url: string, { patience = PATIENCE, total = Infinity } = {}): Ask {
  const end = performance.now() + total;
  const waiting: (() => void)[] = [];
  let free = AT_ONCE;
  return async (path, body) => {
    if (free > 0) free--;
    else await new Promise<void>((turn) => waiting.push(turn));
    try {
      if (performance.now() > end) throw new LineFault('chưa kịp hỏi: đường dây trả lời quá chậm.', false);
      return await request(url + path, {
        body: body && new Uint8Array(body),
        type: 'application/octet-stream',
        patience,
      });
    } finally {
      const next = waiting.shift();
      if (next) next();
      else free++;
    }
  };
}

/**
 * One question, ended after `patience` ms wherever it stands. A redirect is an answer like others: what was asked for
 * one host, a token above all, goes to no other. Rejects with `LineFault`.
 */
export async function request(
  address: string,
  { body, type = '', headers = {}, patience = PATIENCE }: Question = {},
): Promise<Answer> {
  let isAnswered = false;
  try {
    const response = await fetch(address, {
      redirect: 'manual',
      signal: AbortSignal.timeout(patience),
      headers,
      ...(body ? { method: 'POST', body, headers: { ...headers, 'content-type': type } } : {}),
    });
    isAnswered = true;
    return { status: response.status, headers: response.headers, body: await readWhole(response) };
  } catch (error) {
    if (error instanceof LineFault) throw error;
    throw new LineFault(whyNot(error, patience, isAnswered), isAnswered);
  }
}

interface Question {
  body?: Uint8Array<ArrayBuffer> | string | undefined;
  /** Media type of the body. */
  type?: string;
  headers?: Record<string, string>;
  patience?: number;
}

async function readWhole({ body }: Response): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of (body ?? []) as AsyncIterable<Uint8Array>) {
    size += chunk.length;
    if (size > MAX_ANSWER)
      throw new LineFault(`trả lời dài quá ${MAX_ANSWER / 1_048_576} MB, lệnh này đã thôi đọc.`);
    chunks.push(chunk);
  }
  return new Uint8Array(Buffer.concat(chunks));
}

// Codes of the system, of the TLS library and of the HTTP client, each with what happened and what to look at.
const CAUSES: readonly [RegExp, string, string][] = [
  [/^(ENOTFOUND|EAI_)/, 'không tìm ra tên miền này', 'Xem lại địa chỉ, tên miền và mạng của máy này.'],
  [
    /^ECONNREFUSED$/,
    'máy chủ không nhận kết nối',
    'Xem lại địa chỉ, rồi Worker và tên miền trong trang quản trị.',
  ],
  [/^E(NET|HOST)|^EADDRNOTAVAIL$/, 'từ máy này không tới được máy chủ', 'Xem mạng của máy này.'],
  [
    /^(ECONNRESET|EPIPE|UND_ERR_SOCKET)$/,
    'máy chủ ngắt kết nối giữa chừng',
    'Thử lại; xem Worker trong trang quản trị.',
  ],
  [/TIMEDOUT|TIMEOUT/, 'máy chủ không nhận kết nối kịp', 'Xem mạng của máy này, rồi trang quản trị.'],
  [
    /CERT|TLS|SSL|ISSUER|SIGNATURE|EPROTO/,
    'kết nối TLS không lập được hoặc không tin được',
    'Xem chứng chỉ của tên miền.',
  ],
];

function whyNot(error: unknown, patience: number, isAnswered: boolean): string {
  const { name, cause } = error as { name?: string; cause?: Failure };
  if (name === 'TimeoutError') {
    const seconds = (patience / 1_000).toLocaleString('vi');
    return isAnswered ? `trả lời chưa hết sau ${seconds} giây.` : `không trả lời trong ${seconds} giây.`;
  }
  const code = cause?.code ?? cause?.errors?.[0]?.code ?? '';
  const [, what, advice] = CAUSES.find(([pattern]) => pattern.test(code)) ?? [];
  if (what) return `${what} (${code}). ${advice}`;
  return isAnswered || cause?.name === 'HTTPParserError'
    ? 'trả lời hỏng, không đọc được. Xem địa chỉ, rồi những gì đứng giữa máy này và trang.'
    : 'không hỏi được địa chỉ này. Xem lại địa chỉ.';
}

/** What the client says of a connection; of an address with two IPs one such for each. */
interface Failure {
  name?: string;
  code?: string;
  errors?: { code?: string }[];
}

/** The answer, if it has this status. `advice`: what to look at when the line refuses. @throws LineFault */
export function expectStatus(
  answer: Answer,
  status = 200,
  advice = 'Xem lại địa chỉ và bản đang chạy.',
): Answer {
  const { status: given, headers } = answer;
  if (given === status) return answer;
  if (given >= 500)
    throw new LineFault(
      `máy chủ báo lỗi ${given}. Xem bản vừa triển khai, bí mật của Worker và trang quản trị.`,
    );
  if (given >= 300 && given < 400) {
    // Its origin only: the rest may be anything, even what was asked.
    const origin = originOf(headers.get('location') ?? '');
    throw new LineFault(
      `chuyển hướng${origin ? ` sang ${origin}` : ''}, lẽ ra trả lời ngay. Chạy lại với đúng địa chỉ của trang.`,
    );
  }
  throw new LineFault(`trả về ${given}, lẽ ra ${status}. ${advice}`);
}

/** What an answer says in JSON. @throws LineFault when it is not of this shape. */
export function jsonOf<T>({ body }: Pick<Answer, 'body'>, shape: z.ZodType<T>): T {
  const read = shape.safeParse(parsed(body));
  if (read.success) return read.data;
  throw new LineFault('trả lời không phải của đường dây này. Xem lại địa chỉ và bản đang chạy.');
}

function parsed(body: Uint8Array): unknown {
  try {
    return JSON.parse(textOf({ body }));
  } catch {
    return undefined;
  }
}

/** The body as text. */
export const textOf = ({ body }: { body: Uint8Array }): string => new TextDecoder().decode(body);
