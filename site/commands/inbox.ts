/**
 * `npm run inbox -- <verb>`: changes the keys of an inbox, in `content/inboxes.json` and `worker/kids.txt` together, from
 * the files with a public half that the officer's tool (or `npm run keys`) hands out, and says what to do next.
 *
 * - `add <unit's file> <oversight's file>`: the first real keys of an inbox. It is new (then `--place`, `--label` and
 *   `--oversight <its name>` say what people read), or holds demo keys, which go, or its keys were revoked.
 * - `rotate <file>`: a key file was renewed with "Đổi khóa". Its new key takes the old one's place wherever it is in use,
 *   for a province also as oversight of its communes. The old kids are retired: their lines stay.
 * - `retire <inbox id or file>`: the inbox ends. It is closed to new tips, and its key stays good for what is under way.
 *   One with demo keys goes away.
 * - `revoke <inbox id or file> [<new file>]`: the key file, or its passphrase, is lost or stolen; the inbox's oversight's
 *   with `--oversight`. All its kids are revoked. The new file takes its place; without one the inbox is closed until
 *   `add`.
 *
 * Without a verb: every inbox with its kids and what two people compare. Ends with 1 when it refuses; nothing is changed
 * then. Stopped between its two files it leaves what every build refuses, and the same command again completes it.
 */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { INBOX_ID } from '../../worker/contract/inbox-id.ts';
import { fingerprintOf, kidHexOf } from '../envelope/keys.ts';
import {
  fingerprintOfHalf,
  readPublicHalf,
  type HalfFault,
  type PublicHalf,
} from '../envelope/public-half.ts';
import { sayFingerprint, saySixDigits } from '../text/groups.ts';
import { argumentsOf } from './arguments.ts';
import { checkInboxes, type InboxEntry } from './keys/check-inboxes.ts';
import { addInbox, retireInbox, revokeKey, rotateKey, type Lost } from './keys/inbox-keys.ts';
import { CONTENT, KIDS, readKeyState, writeKeyState, writeWhole, type KeyState } from './keys/key-state.ts';
import { readKeyRegister } from '../../worker/contract/key-register.ts';
import { projectRoot } from './project.ts';
import { parseJson, Refused, refuseIfAny } from './refused.ts';

const USAGE = `Cách dùng:
  npm run inbox                                            xem các hộp thư và khóa
  npm run inbox -- add <tệp của đơn vị> <tệp của cấp trên>   hộp thư mới, hay khóa thật đầu tiên
  npm run inbox -- rotate <tệp>                            đã “Đổi khóa” trong công cụ
  npm run inbox -- retire <mã hộp thư>                     đóng hộp thư
  npm run inbox -- revoke <mã hộp thư> [--oversight] [tệp mới]   mất tệp khóa hay mật khẩu
Tệp là nửa công khai mà công cụ mở tin lưu ra (nua-cong-khai-….txt).`;

const HALF_FAULT: Record<HalfFault, string> = {
  'key-file':
    'là tệp khóa bí mật, không phải nửa công khai. Người vận hành không được có tệp này: xóa nó đi, báo đơn vị, và coi khóa ấy là đã lộ.',
  document:
    'là văn bản Word hay PDF. Xin nguyên tệp .txt mà công cụ lưu ra, hoặc lưu lại thành văn bản thuần (.txt).',
  foreign: 'không phải nửa công khai. Xin tệp mà công cụ lưu ra bằng nút “Lưu nửa công khai”.',
  'cut-short': 'bị cắt hoặc thiếu dòng. Xin lại nguyên tệp.',
  changed: 'đã bị đổi trên đường đi: vân tay trong tệp không khớp với khóa. Xin lại nguyên tệp.',
};

/** The half in a file. @throws Refused */
export async function readHalfFile(file: string): Promise<PublicHalf> {
  const bytes = await readFile(file).catch(() => null);
  if (!bytes) throw new Refused([`Không đọc được tệp ${file}.`]);
  const half = readPublicHalf(bytes);
  if ('fault' in half) throw new Refused([`Tệp ${file} ${HALF_FAULT[half.fault]}`]);
  return half;
}

/** Carries out one command below `root`; what to tell whoever ran it. @throws Refused */
export async function changeKeys(root: string, args: string[], write = writeWhole): Promise<string> {
  const before = await readKeyState(root);
  const [verb, ...rest] = args;
  if (verb === undefined)
    return [...before.inboxes.map((entry) => describe(before, entry)), USAGE].join('\n\n');
  const { state, steps } = await plan(before, verb, rest);
  refuseIfAny(checkInboxes({ ...state, production: false }));
  const unknown = state.inboxes.filter(({ place }) => !existsSync(join(root, `content/places/${place}.mdx`)));
  refuseIfAny(
    unknown.map(({ id, place }) => `Hộp thư "${id}": không có địa bàn "${place}" trong content/places.`),
  );
  const known = new Set(before.inboxes.map((entry) => JSON.stringify(entry)));
  const changed = state.inboxes.filter((entry) => !known.has(JSON.stringify(entry)));
  const file = 'worker/addresses.json';
  const mailboxes = parseJson(await readFile(join(root, file), 'utf8').catch(() => '{}'), file) as Record<
    string,
    unknown
  >;
  // Last of all that can fail: whoever changed keys must learn what to do next.
  await writeKeyState(root, state, write);
  const unaddressed = changed.filter(({ id }) => !mailboxes[id]).map(({ id }) => id);
  return [
    `Đã ghi ${KIDS} và ${CONTENT}.`,
    ...changed.map((entry) => describe(state, entry)),
    `Việc tiếp theo:\n${numbered(steps(changed, unaddressed))}`,
  ].join('\n\n');
}

interface Plan {
  state: KeyState;
  /** What people have to do then; `unaddressed` are the ids of changed inboxes without mailboxes. */
  steps: (changed: InboxEntry[], unaddressed: string[]) => string[];
}

async function plan(before: KeyState, verb: string, args: string[]): Promise<Plan> {
  if (verb === 'add') return planAdd(before, args);
  if (verb === 'rotate') return planRotate(before, args);
  if (verb === 'retire') return planRetire(before, args);
  if (verb === 'revoke') return planRevoke(before, args);
  return refuseUse();
}

async function planAdd(before: KeyState, args: string[]): Promise<Plan> {
  const text = { type: 'string' } as const;
  const { values, positionals } = parse(args, { place: text, label: text, oversight: text });
  const [unit, oversight] = await halves(positionals, 2);
  return {
    state: addInbox(before, unit, oversight, values),
    steps: (changed, unaddressed) => [
      `Gọi đơn vị và gọi cấp trên. Đọc vân tay từng bên, so với màn hình công cụ hoặc tờ phục hồi của họ. ${UNDO}`,
      ...unaddressed.map((id) => `Điền địa chỉ thư của "${id}" vào worker/addresses.json.`),
      ...RELEASE,
      'Gửi tin thử: npm run canary -- <địa chỉ trang>. Đơn vị mở bằng tệp khóa mới.',
      sheetsStep(changed),
    ],
  };
}

async function planRotate(before: KeyState, args: string[]): Promise<Plan> {
  const [half] = await halves(parse(args, {}).positionals, 1);
  return {
    state: rotateKey(before, half),
    steps: (changed) => [
      `Gọi "${half.inbox}". Đọc vân tay, so với màn hình công cụ hoặc tờ phục hồi của họ. ${UNDO}`,
      ...RELEASE,
      'Gửi tin thử: npm run canary -- <địa chỉ trang>. Mở được bằng tệp khóa mới rồi mới báo hủy tệp cũ.',
      'Dòng của khóa cũ trong worker/kids.txt ở lại đó, đừng bỏ.',
      sheetsStep(changed),
    ],
  };
}

async function planRetire(before: KeyState, args: string[]): Promise<Plan> {
  const [which = ''] = named(parse(args, {}).positionals, 1, 1);
  const id = INBOX_ID.test(which) ? which : (await readHalfFile(which)).inbox;
  return {
    state: retireInbox(before, id),
    steps: (changed) =>
      changed.length === 0
        ? [
            `Hộp thư chạy thử "${id}" đã bỏ. Bỏ cả địa chỉ của nó trong worker/addresses.json nếu có.`,
            ...RELEASE,
          ]
        : [
            ...RELEASE,
            'Để dòng của nó trong worker/kids.txt và địa chỉ trong worker/addresses.json: điện thoại đang mở trang vẫn gửi được, mã nhận vẫn tra được.',
            'Cất bảng tin và phiếu có mã của hộp thư này.',
            `Sau 60 ngày: npm run inbox -- revoke ${id}. Muốn mở lại trước đó: bỏ dòng "closed" của nó trong content/inboxes.json.`,
          ],
  };
}

async function planRevoke(before: KeyState, args: string[]): Promise<Plan> {
  const { values, positionals } = parse(args, { oversight: { type: 'boolean' } });
  const [which = '', freshFile] = named(positionals, 1, 2);
  const lost: Lost = INBOX_ID.test(which)
    ? { inbox: which, role: values.oversight ? 'oversight' : 'unit' }
    : await readHalfFile(which);
  const fresh = freshFile === undefined ? undefined : await readHalfFile(freshFile);
  return {
    state: revokeKey(before, lost, fresh),
    steps: (changed) => [
      ...(fresh
        ? [`Gọi "${fresh.inbox}". Đọc vân tay mới, so với màn hình công cụ hoặc tờ phục hồi của họ. ${UNDO}`]
        : []),
      ...RELEASE.map((step) => `Ngay hôm nay: ${step}`),
      'Đổi mật khẩu hộp thư điện tử của đơn vị ấy; xóa các thư đã xử lý xong.',
      'Tin cũ chưa báo đã mở: người còn giữ khóa thứ hai (cấp trên hoặc đơn vị) mở, rồi giao tận tay.',
      ...(fresh
        ? ['Gửi tin thử: npm run canary -- <địa chỉ trang>. Mở bằng tệp khóa mới.', sheetsStep(changed)]
        : [
            `Đã đóng: ${changed.map(({ id }) => id).join(', ')}. Có tệp khóa mới thì chạy npm run inbox -- add <tệp của đơn vị> <tệp của cấp trên> để mở lại.`,
          ]),
    ],
  };
}

const UNDO = `Khác một ký tự thì bỏ, cùng mọi lần chạy chưa commit: git checkout ${CONTENT} ${KIDS}.`;

const RELEASE = [
  'Ghi cả hai tệp vào một lần git commit. Người giữ khóa thứ hai chạy npm run inbox ở máy mình, thấy đúng như trên, rồi duyệt.',
  'npm run deploy',
];

const sheetsStep = (changed: InboxEntry[]) =>
  `In lại bảng tin và phiếu gửi tin, vì sáu số đã đổi: ${changed.map((entry) => `${entry.id} ${sixDigitsOf(entry)}`).join(', ')}.`;

/** What two people compare of an inbox, and what became of its kids. */
function describe({ kids }: KeyState, entry: InboxEntry): string {
  const { id, label, recipients: [unit = '', above = ''] = [], replyKey = '', closed } = entry;
  const released = readKeyRegister(kids);
  const current = kidHexOf([unit, above]);
  const oversightKey = released.find(({ kid }) => kid === current)?.oversightKey;
  const fingerprint = (recipient: string, key: string | undefined) =>
    key
      ? sayFingerprint(fingerprintOfHalf({ recipient, replyKey: key }))
      : 'không rõ (kids.txt thiếu khóa ký của cấp trên)';
  const state = (kid: string) =>
    entry.revoked?.includes(kid) ? 'đã hủy' : kid === current ? 'đang dùng' : 'khóa cũ, vẫn nhận tin';
  return [
    `Hộp thư ${id} (${label})${closed ? ', đã đóng' : ''}`,
    `  Vân tay đơn vị   ${fingerprint(unit, replyKey)}`,
    `  Vân tay cấp trên ${fingerprint(above, oversightKey)}  (${entry.oversight})`,
    `  Sáu số           ${sixDigitsOf(entry)}`,
    ...released
      .filter(({ inbox }) => inbox === id)
      .map(({ kid }) => `  Khóa             ${kid} ${state(kid)}`),
  ].join('\n');
}

const sixDigitsOf = ({ recipients: [unit = '', above = ''] = [] }: InboxEntry) =>
  saySixDigits(fingerprintOf([unit, above]));

const numbered = (steps: string[]) => steps.map((step, at) => `  ${at + 1}. ${step}`).join('\n');

const parse = <Options extends Parameters<typeof argumentsOf>[0]>(args: string[], options: Options) =>
  argumentsOf(options, args) ?? refuseUse();

function refuseUse(): never {
  throw new Refused([USAGE]);
}

function named(positionals: string[], least: number, most: number): string[] {
  if (positionals.length < least || positionals.length > most) refuseUse();
  return positionals;
}

const halves = (positionals: string[], count: number) =>
  Promise.all(named(positionals, count, count).map(readHalfFile));

if (import.meta.main) {
  try {
    console.log(await changeKeys(projectRoot, process.argv.slice(2)));
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    console.error(error.sentences.join('\n'));
    process.exitCode = 1;
  }
}
