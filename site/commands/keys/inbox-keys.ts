/**
 * The life of an inbox's keys, as changes to `content/inboxes.json` and `worker/kids.txt` together (PROTOCOL.md, Keys).
 * Pure: no files. Each change throws `Refused` with a plain Vietnamese sentence rather than leave a state in which tips
 * are lost or readable by strangers.
 */
import { isDemoKey } from '../../envelope/demo.ts';
import { kidHexOf } from '../../envelope/keys.ts';
import type { PublicHalf } from '../../envelope/public-half.ts';
import type { InboxEntry } from './check-inboxes.ts';
import { readKeyRegister, type ReleasedKey } from '../../../worker/contract/key-register.ts';
import { addLine, dropLines, markRevoked } from './key-register-text.ts';
import type { KeyState } from './key-state.ts';
import { Refused } from '../refused.ts';

/** The two places of a pair of recipients. */
export type Role = 'unit' | 'oversight';
const AT = { unit: 0, oversight: 1 } as const;

/** What people read of an inbox that is new. */
export interface About {
  place?: string | undefined;
  label?: string | undefined;
  /** Name of its oversight; without it the label of oversight's own inbox. */
  oversight?: string | undefined;
}

/** The key file that is lost: a public half of it, or whose it is. */
export type Lost = Pick<PublicHalf, 'recipient' | 'replyKey'> | { inbox: string; role: Role };

/** The first real keys of an inbox: it is new, or holds demo keys, or all that it had were revoked. It then takes tips. */
export function addInbox(state: KeyState, unit: PublicHalf, oversight: PublicHalf, about: About): KeyState {
  const { inbox: id } = unit;
  [unit, oversight].forEach(refuseDemo);
  if (unit.recipient === oversight.recipient || unit.replyKey === oversight.replyKey)
    refuse('Hai tệp là của cùng một khóa. Tệp thứ nhất là của đơn vị, tệp thứ hai là của cấp trên.');
  if (id === oversight.inbox)
    refuse(
      `Hai tệp cùng ghi mã hộp thư "${id}". Cấp trên làm tệp khóa dưới mã của chính mình, ví dụ ${id}-cap-tren.`,
    );
  const old = state.inboxes.find((inbox) => inbox.id === id);
  const above = state.inboxes.find((inbox) => inbox.id === oversight.inbox);
  const place = about.place ?? old?.place;
  if (place && above?.place?.startsWith(`${place}/`))
    refuse(`Hai tệp bị đảo chỗ: "${oversight.inbox}" ở dưới "${id}". Tệp của đơn vị đứng trước.`);
  if (above) refuseOtherThanCurrent(above, oversight);
  const isDemo = old !== undefined && holdsDemoKey(old);
  if (old && !isDemo) refuseLiveInbox(old, [unit, oversight]);
  refuseDead(state, id, unit, 'unit');
  refuseDead(state, id, oversight, 'oversight');
  const entry = {
    ...named(id, old, { ...about, oversight: about.oversight ?? old?.oversight ?? above?.label }),
    recipients: [unit.recipient, oversight.recipient],
    replyKey: unit.replyKey,
    retired: isDemo ? [] : (old?.retired ?? []),
    revoked: isDemo ? [] : (old?.revoked ?? []),
  };
  // Whatever was sealed to a demo key anybody can read: nothing is to be sealed to one any more.
  const kids = isDemo ? dropLines(state.kids, (line) => line.inbox === id) : state.kids;
  return {
    inboxes: old ? state.inboxes.map((inbox) => (inbox === old ? entry : inbox)) : [...state.inboxes, entry],
    kids: release(kids, entry, oversight.replyKey),
  };
}

/**
 * A key file was renewed ("Đổi khóa"): its new key takes the place of the old one in every inbox in which it is unit or
 * oversight. The old kids are retired: their lines stay, and tips sealed to them are still taken.
 */
export function rotateKey(state: KeyState, half: PublicHalf): KeyState {
  refuseDemo(half);
  const uses = usesOf(state, half.replyKey);
  if (uses.length === 0) refuseStrangeRotation(state, half);
  const owner = uses.find(({ role }) => role === 'unit')?.entry;
  if (owner && owner.id !== half.inbox)
    refuse(`Tệp ghi mã hộp thư "${half.inbox}", nhưng khóa ký trả lời là của "${owner.id}". Hỏi lại đơn vị.`);
  if (!owner && state.inboxes.some(({ id }) => id === half.inbox)) refuseStrangeRotation(state, half);
  const outdated = uses.filter(({ entry, role }) => recipientOf(entry, role) !== half.recipient);
  if (outdated.length === 0) refuse('Khóa trong tệp này đang dùng rồi, không có gì để đổi.');
  const live = outdated.filter(({ entry }) => !isRevoked(entry));
  if (live.length === 0)
    refuse(
      `Hộp thư "${outdated[0]?.entry.id}" không còn khóa nào dùng được. Hãy dùng npm run inbox -- add với tệp của đơn vị và của cấp trên.`,
    );
  refuseLost(state, half);
  return live.reduce(
    (before, { entry, role }) =>
      exchange(before, entry, role, half, { retired: [...(entry.retired ?? []), kidOf(entry)] }),
    state,
  );
}

/**
 * An inbox ends. It takes no new tips (`closed`); its key and line stay, so that pages that are open on phones still get
 * through and receipts still answer, until `revokeKey` ends that too. One with demo keys goes away altogether.
 */
export function retireInbox(state: KeyState, id: string): KeyState {
  const entry = state.inboxes.find((inbox) => inbox.id === id) ?? refuseUnknown(state, id);
  if (holdsDemoKey(entry))
    return {
      inboxes: state.inboxes.filter((inbox) => inbox !== entry),
      kids: dropLines(state.kids, (line) => line.inbox === id),
    };
  if (entry.closed) refuse(`Hộp thư "${id}" đã đóng rồi.`);
  return replaceEntry(state, entry, { ...entry, closed: true });
}

/**
 * A key file is lost or stolen, or its passphrase is. Every kid that it opens, retired ones too, is revoked in both
 * files, and its reply key with them. `fresh` is the half of the new file that takes its place; without one the inbox is
 * closed until `addInbox`.
 */
export function revokeKey(state: KeyState, lost: Lost, fresh?: PublicHalf): KeyState {
  const { replyKey, recipient } = 'role' in lost ? keyOf(state, lost) : lost;
  const uses = usesOf(state, replyKey, recipient);
  if (uses.length === 0) refuse('Không hộp thư nào đang dùng khóa này, nên không có gì để hủy.');
  if (fresh) {
    refuseDemo(fresh);
    const owner = uses.find(({ role }) => role === 'unit')?.entry;
    if (owner && owner.id !== fresh.inbox)
      refuse(`Tệp mới ghi mã hộp thư "${fresh.inbox}", khóa bị hủy là của "${owner.id}". Hỏi lại đơn vị.`);
    if (fresh.replyKey === replyKey || fresh.recipient === recipient)
      refuse(
        'Tệp mới còn khóa của tệp bị mất: ai giữ tệp cũ vẫn ký được. Làm khóa mới từ đầu (“Làm tệp khóa mới”), đừng dùng “Đổi khóa”.',
      );
    for (const { entry, role } of uses) refuseDead(state, entry.id, fresh, role);
  }
  const next = uses.reduce((before, { entry, role }) => {
    // A line that does not say whose key it has may have this one.
    const isOpenTo = (line: ReleasedKey) =>
      line.inbox === entry.id &&
      (line.kid === kidOf(entry) || (keyOfLine(line, role) ?? replyKey) === replyKey);
    const gone = readKeyRegister(before.kids)
      .filter(isOpenTo)
      .map(({ kid }) => kid);
    const lists = {
      retired: (entry.retired ?? []).filter((kid) => !gone.includes(kid)),
      revoked: [...new Set([...(entry.revoked ?? []), ...gone])],
    };
    const marked = { ...before, kids: markRevoked(before.kids, gone) };
    if (!fresh) return replaceEntry(marked, entry, { ...entry, closed: true, ...lists });
    if (isRevoked(entry))
      refuse(
        `Khóa của hộp thư "${entry.id}" đã hủy rồi. Hãy dùng npm run inbox -- add với tệp của đơn vị và của cấp trên.`,
      );
    return exchange(marked, entry, role, fresh, lists);
  }, state);
  if (JSON.stringify(next) === JSON.stringify(state)) refuse('Khóa này đã hủy rồi.');
  return replyKey && !isLost(next, replyKey)
    ? { ...next, kids: `${next.kids.trimEnd()}\n${LOST}${replyKey}\n` }
    : next;
}

/**
 * A line of kids.txt for each key file that was revoked, known by its reply key. The line of its pair does not say which
 * of the two was lost, and whoever stole one may try it again anywhere. To the Worker it is a comment.
 */
const LOST = '# lost ';
const isLost = ({ kids }: KeyState, replyKey: string) => kids.split(/\r?\n/).includes(`${LOST}${replyKey}`);

function refuseLost(state: KeyState, { inbox, replyKey }: PublicHalf): void {
  if (isLost(state, replyKey)) refuse(`Tệp của "${inbox}" là tệp khóa đã hủy. Xin tệp của khóa mới.`);
}

interface Use {
  entry: InboxEntry;
  role: Role;
}

/** Where a key file is in use: known by its reply key, which stays through rotations, or by its recipient. */
function usesOf({ inboxes, kids }: KeyState, replyKey: string | undefined, recipient?: string): Use[] {
  const released = readKeyRegister(kids);
  const own = inboxes.find((entry) => entry.replyKey === replyKey)?.recipients?.[0];
  return inboxes.flatMap((entry) =>
    (['unit', 'oversight'] as const)
      .filter((role) => {
        const line = released.find(({ kid }) => kid === kidOf(entry));
        const used = role === 'unit' ? entry.replyKey : line?.oversightKey;
        const held = recipientOf(entry, role);
        return (
          (used !== undefined && used === replyKey) ||
          held === recipient ||
          (role === 'oversight' && used === undefined && held === own)
        );
      })
      .map((role) => ({ entry, role })),
  );
}

/** The pair of an inbox with another key in one place, and its line; `lists` are its old kids as they are then. */
function exchange(
  state: KeyState,
  entry: InboxEntry,
  role: Role,
  half: PublicHalf,
  lists: Pick<InboxEntry, 'retired' | 'revoked'>,
): KeyState {
  const line = readKeyRegister(state.kids).find(({ kid }) => kid === kidOf(entry));
  const recipients = [...(entry.recipients ?? [])];
  recipients[AT[role]] = half.recipient;
  const next = {
    ...entry,
    recipients,
    ...(role === 'unit' ? { replyKey: half.replyKey } : {}),
    ...lists,
  };
  const kid = kidOf(next);
  if (next.retired?.includes(kid) || next.revoked?.includes(kid))
    refuse(
      `Hộp thư "${entry.id}": khóa trong tệp này đã thôi dùng (${kid}). Xin đơn vị tệp nửa công khai mới nhất.`,
    );
  const kids = release(state.kids, next, role === 'oversight' ? half.replyKey : line?.oversightKey);
  return replaceEntry({ ...state, kids }, entry, next);
}

const replaceEntry = (state: KeyState, old: InboxEntry, entry: InboxEntry): KeyState => ({
  ...state,
  inboxes: state.inboxes.map((inbox) => (inbox.id === old.id ? entry : inbox)),
});

const recipientOf = ({ recipients = [] }: InboxEntry, role: Role) => recipients[AT[role]];
const kidOf = ({ recipients: [unit = '', above = ''] = [] }: InboxEntry) => kidHexOf([unit, above]);
const isRevoked = (entry: InboxEntry) => entry.revoked?.includes(kidOf(entry)) ?? false;
const keyOfLine = ({ replyKey, oversightKey }: ReleasedKey, role: Role) =>
  role === 'unit' ? replyKey : oversightKey;
const holdsDemoKey = ({ recipients = [], replyKey = '' }: InboxEntry) =>
  [...recipients, replyKey].some(isDemoKey);

function keyOf(state: KeyState, { inbox: id, role }: { inbox: string; role: Role }) {
  const entry = state.inboxes.find((inbox) => inbox.id === id) ?? refuseUnknown(state, id);
  const line = readKeyRegister(state.kids).find(({ kid }) => kid === kidOf(entry));
  return {
    replyKey: role === 'unit' ? entry.replyKey : line?.oversightKey,
    recipient: recipientOf(entry, role),
  };
}

function named(id: string, old: InboxEntry | undefined, about: About): InboxEntry {
  const { closed: _, ...kept } = old ?? { id };
  const entry = {
    ...kept,
    place: about.place ?? old?.place,
    label: about.label ?? old?.label,
    oversight: about.oversight,
  };
  const { place, label, oversight } = entry;
  if (!place || !label || !oversight)
    return refuse(
      `Hộp thư "${id}" là hộp thư mới. Nói thêm: --place <địa bàn, ví dụ lao-cai/lung-phinh> --label "<đơn vị nhận tin>" --oversight "<tên cấp trên>".`,
    );
  return { ...entry, place, label, oversight };
}

function refuse(sentence: string): never {
  throw new Refused([sentence]);
}

function refuseUnknown({ inboxes }: KeyState, id: string): never {
  return refuse(
    `Không có hộp thư "${id}". Các hộp thư đang có: ${inboxes.map((inbox) => inbox.id).join(', ') || 'chưa có hộp thư nào'}.`,
  );
}

function refuseDemo({ inbox, recipient, replyKey }: PublicHalf): void {
  if (isDemoKey(recipient) || isDemoKey(replyKey))
    refuse(`Tệp của "${inbox}" là khóa chạy thử, ai cũng mở được. Làm khóa thật bằng công cụ mở tin.`);
}

/** Oversight's half must be the one under which its own inbox, if it has one, gets tips. */
function refuseOtherThanCurrent(above: InboxEntry, half: PublicHalf): void {
  if (holdsDemoKey(above)) return;
  if (above.replyKey !== half.replyKey)
    refuse(
      `Tệp cấp trên ghi mã "${above.id}", nhưng hộp thư "${above.id}" đang dùng tệp khóa khác. Hỏi lại cấp trên.`,
    );
  if (recipientOf(above, 'unit') !== half.recipient)
    refuse(
      `Khóa trong tệp cấp trên không phải khóa "${above.id}" đang dùng. Cấp trên vừa đổi khóa thì chạy npm run inbox -- rotate với tệp này trước; nếu không, xin tệp mới nhất.`,
    );
  if (isRevoked(above)) refuse(`Khóa của cấp trên "${above.id}" đã hủy. Xin tệp của khóa mới.`);
}

function refuseLiveInbox(old: InboxEntry, halves: PublicHalf[]): void {
  const same = String(old.recipients) === String(halves.map(({ recipient }) => recipient));
  if (isRevoked(old)) {
    if (same) refuse(`Khóa ${kidOf(old)} của hộp thư "${old.id}" đã hủy. Cần ít nhất một khóa mới.`);
    return;
  }
  if (same) refuse(`Hộp thư "${old.id}" đang dùng đúng hai khóa này rồi.`);
  refuse(
    `Hộp thư "${old.id}" đang có khóa thật. Đơn vị hay cấp trên đổi khóa thì dùng rotate; mất tệp khóa thì dùng revoke.`,
  );
}

/**
 * Refuses a key file that was revoked. While an inbox has no good line, nobody but people knows which of its two files
 * was lost; afterwards a key that stands on revoked lines only is the lost one.
 */
function refuseDead(state: KeyState, id: string, half: PublicHalf, role: Role): void {
  refuseLost(state, half);
  const released = readKeyRegister(state.kids);
  const isOf = (line: ReleasedKey) => keyOfLine(line, role) === half.replyKey;
  const dead = released.filter(isOf);
  const replaced = dead.some(({ inbox }) => released.some((line) => line.inbox === inbox && !line.revoked));
  if (dead.length > 0 && dead.every(({ revoked }) => revoked) && replaced)
    refuse(`Tệp của "${half.inbox}" là tệp khóa đã hủy. Xin tệp của khóa mới.`);
  const other = state.inboxes.find((inbox) => inbox.id !== id && inbox.replyKey === half.replyKey);
  if (role === 'unit' && other)
    refuse(`Khóa ký trả lời trong tệp là của hộp thư "${other.id}". Mỗi hộp thư cần tệp khóa riêng.`);
}

function refuseStrangeRotation(state: KeyState, half: PublicHalf): never {
  const entry = state.inboxes.find(({ id }) => id === half.inbox) ?? refuseUnknown(state, half.inbox);
  return refuse(
    holdsDemoKey(entry)
      ? `Hộp thư "${entry.id}" còn khóa chạy thử. Hãy dùng npm run inbox -- add với tệp của đơn vị và của cấp trên.`
      : `Khóa ký trả lời trong tệp khác với khóa hộp thư "${entry.id}" đang dùng, nên điện thoại sẽ coi mọi trả lời là giả. Đổi khóa thì phải dùng “Đổi khóa” trong công cụ; tệp cũ đã mất thì dùng npm run inbox -- revoke.`,
  );
}

/** Adds the line of an inbox's current pair. A run that was cut off between the two files may have left it. */
function release(kids: string, entry: InboxEntry, oversightKey: string | undefined): string {
  const { id: inbox, replyKey = '' } = entry;
  const line = { kid: kidOf(entry), inbox, replyKey, oversightKey, revoked: false };
  const there = readKeyRegister(kids).find(({ kid }) => kid === line.kid);
  if (!there) return addLine(kids, line);
  if (there.revoked || there.inbox !== inbox || there.replyKey !== replyKey)
    refuse(
      `worker/kids.txt đã có khóa ${line.kid}, đã hủy hoặc cho hộp thư khác. Xin tệp nửa công khai mới nhất.`,
    );
  return kids;
}
