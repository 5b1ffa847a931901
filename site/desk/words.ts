/** What the desk says to officers. */
import { VIETNAM_OFFSET } from '../../worker/contract/day.ts';
import type { Category, Tip } from '../envelope/tip.ts';
import type { IdentityQuestion } from './reply/identity-questions.ts';
import type { TrialFault } from './key/enrol.ts';
import type { IntakeFault } from './intake/intake.ts';
import type { Gap } from './list/list.ts';
import type { UnlockFault } from './key/decryptor.ts';
import type { Tally } from './intake/tally.ts';
import { formatDate } from '../text/date.ts';

export const CATEGORY: Record<Category, string> = {
  use: 'Sử dụng',
  sale: 'Mua bán',
  storage: 'Tàng trữ, cất giấu',
  growing: 'Trồng cây có chất ma túy',
  disguised: 'Ma túy núp bóng, trá hình',
  other: 'Khác',
};

/** What to say of a tip that is no ordinary first one: in the list, and on the paper. */
export const TYPE: Record<Tip['type'], { short: string; long: string } | null> = {
  tip: null,
  followup: { short: 'tin bổ sung', long: 'Tin bổ sung cho một tin trước.' },
  canary: { short: 'tin thử', long: 'Tin thử của người vận hành.' },
};

export const UNLOCK_FAULT: Record<UnlockFault, string> = {
  'not-a-key-file': 'Tệp này không phải tệp khóa của đường dây. Hãy chọn tệp khác.',
  mail: 'Đây là thư, không phải tệp khóa. Hãy chọn tệp khóa; thư thả vào sau khi mở khóa.',
  'sealed-tip':
    'Đây là tin đã niêm phong, không phải tệp khóa. Hãy chọn tệp khóa; tin thả vào sau khi mở khóa.',
  'wrong-passphrase':
    'Mật khẩu không khớp với tệp khóa này. Hãy gõ lại sáu từ, và xem có chọn đúng tệp khóa không.',
  damaged:
    'Tệp khóa đã hỏng, hoặc máy không đủ bộ nhớ để mở. Hãy dùng bản sao của tệp khóa, hoặc một máy khác.',
  failed:
    'Máy hoặc trình duyệt này chưa mở được khóa. Hãy đóng bớt cửa sổ rồi thử lại, hoặc dùng Chrome, Edge bản mới.',
};

/** Why the key file just made did not pass its test. */
export const TRIAL_FAULT: Record<TrialFault, string> = {
  'not-a-key-file': 'Tệp này không phải tệp khóa. Hãy chọn tệp vừa lưu.',
  'wrong-passphrase': 'Sáu từ không khớp với tệp này. Hãy xem lại tờ giấy, và chọn đúng tệp vừa lưu.',
  'other-key': 'Đây là tệp khóa khác. Hãy chọn tệp vừa lưu.',
  damaged: 'Tệp đã hỏng khi lưu, hoặc máy không đủ bộ nhớ. Hãy lưu lại tệp rồi thử lại.',
  failed: 'Máy này chưa thử được khóa. Hãy thôi rồi làm lại, hoặc dùng máy khác.',
};

export const INTAKE_FAULT: Record<IntakeFault, string> = {
  foreign: 'Không phải thư của đường dây, cũng không phải tin đã niêm phong.',
  unknown:
    'Công cụ không nhận ra tệp này, nên không biết bên trong có tin hay không. Hãy mở hộp thư, tải thư gốc (.eml) về rồi thả vào đây.',
  'wrong-key':
    'Khóa đang dùng không mở được tin này: tin niêm phong cho khóa khác. Nếu có tệp khóa khác, hãy khóa lại rồi mở bằng tệp đó.',
  intact: 'Tệp nguyên vẹn như đường dây đã gửi, nhưng bên trong không phải tin mở được. Không cần tải lại.',
  'not-a-tip': 'Khóa mở được tệp này, nhưng bên trong không phải tin báo.',
  'unknown-version': 'Tin theo kiểu mới hơn công cụ này. Hãy tải công cụ mới từ trang của đường dây.',
  damaged: 'Tệp đã hỏng hoặc bị cắt bớt trên đường đi. Hãy tải lại từ hộp thư rồi thả vào lần nữa.',
  'cut-short':
    'Tệp này bị cắt bớt: phần sau không còn. Hãy tải lại từ hộp thư, chờ tải xong rồi thả vào lần nữa.',
  broken:
    'Công cụ không đọc hết được tệp này, có thể còn tin bên trong. Hãy tải lại từ hộp thư; nếu vẫn vậy, hãy lưu từng tệp đính kèm ra một thư mục rồi thả chúng vào đây.',
  empty: 'Tệp rỗng: tải lại từ hộp thư, chờ tải xong rồi thả vào lần nữa.',
  'web-page': 'Đây là trang web, không phải thư: đăng nhập lại hộp thư rồi tải lại.',
  'key-file': 'Đây là tệp khóa, không phải thư. Đừng gửi tệp này cho ai.',
  packed:
    'Đây là tệp nén kiểu công cụ không mở được (.rar, .7z…). Hãy giải nén bằng 7-Zip hoặc WinRAR, rồi thả các tệp bên trong vào đây.',
  'locked-zip':
    'Tệp nén này có mật khẩu. Hãy giải nén bằng mật khẩu của người gửi, rồi thả các tệp bên trong vào đây.',
  'locked-mail':
    'Thư này mã hóa cho máy của người nhận (S/MIME, PGP). Hãy mở nó trong chương trình thư, lưu các tệp đính kèm ra một thư mục, rồi thả chúng vào đây.',
  'mail-store':
    'Đây là cả kho thư của Outlook. Hãy mở trong Outlook, lưu riêng các thư của đường dây, rồi thả chúng vào đây.',
  'no-tips':
    'Tệp này không kèm tin báo nào. Nếu thư gốc có tệp .tin hay .age, hãy lưu các tệp ấy và lo.json ra một thư mục, rồi thả vào đây.',
  'other-part':
    'Phần này không đọc được ở đây. Là chữ ký hay tệp riêng của người chuyển thư thì bỏ qua. Không rõ thì mở thư gốc, lưu các tệp .tin, .age và lo.json ra một thư mục, rồi thả vào đây.',
  'not-taken-out':
    'Thư có ghi tệp này, nhưng công cụ không lấy ra được. Hãy mở thư gốc, lưu tệp này ra một thư mục, rồi thả vào đây.',
  'too-deep':
    'Phần này nằm trong quá nhiều lớp thư chuyển tiếp hay tệp nén. Hãy mở từng lớp, lưu thư trong cùng ra, rồi thả riêng nó vào đây.',
  'too-much':
    'Tệp này mở ra quá lớn hoặc có quá nhiều phần. Công cụ dừng ở đây, phần sau chưa đọc. Hãy giải nén hoặc chia nhỏ ra, rồi thả từng ít một.',
  'bad-manifest':
    'Bảng kê này không có chữ ký đúng của đường dây. Tin đi kèm vẫn mở được, nhưng ghi là không rõ nguồn.',
  'too-big':
    'Tệp này lớn hơn mọi thư của đường dây, công cụ không đọc. Nếu là nhiều thư gộp lại, hãy lưu riêng từng thư rồi thả vào đây.',
  'and-more':
    'Còn những phần khác không đọc được, không kể hết ở đây. Hãy lưu riêng từng thư trong tệp này ra, rồi thả từng thư một.',
  unreadable: 'Máy không đọc được tệp này. Nếu là thư mục, hãy thả các tệp bên trong.',
  failed: 'Máy không đủ sức mở tệp này. Hãy bấm “Khóa lại”, đóng bớt cửa sổ, rồi mở lại từ đầu.',
};

/**
 * What was taken in, against what the line signed in it: "6 tin trong 3 thư. Đường dây ký 6 tin trong các thư này: đủ."
 * `faults` is how many things need a second look.
 */
export function sayTally({ tips, mails, unsigned, inboxes, isPartial }: Tally, faults: number): string {
  const enough = isPartial ? 'đủ trong phần đọc được' : 'đủ';
  const found = mails > 0 ? `${tips} tin trong ${mails} thư.` : `${tips} tin.`;
  const signed = inboxes.map(({ inbox, to, signed: count, missing }) => {
    const above = to === 'oversight' ? ', bản gửi cấp trên,' : '';
    const whose = inboxes.length > 1 ? ` cho hộp thư ${inbox}${above}` : '';
    const rest = missing.length > 0 ? `thiếu số ${sayGaps(gapsIn(missing))}` : enough;
    return `Đường dây ký ${count} tin${whose} trong các thư này: ${rest}.`;
  });
  const unknown =
    unsigned > 0
      ? [
          inboxes.length > 0
            ? `${unsigned} tin không rõ nguồn.`
            : 'Không thư nào kèm bảng kê tin của đường dây, nên không biết đủ hay thiếu.',
        ]
      : [];
  return [found, ...signed, ...unknown, ...(faults > 0 ? [`${faults} chỗ cần xem lại.`] : [])].join(' ');
}

/** Numbers one by one as gaps, the neighbours together. */
function gapsIn(numbers: readonly number[]): Gap[] {
  const gaps: Gap[] = [];
  for (const number of numbers) {
    const last = gaps[gaps.length - 1];
    if (last && last.to === number - 1) last.to = number;
    else gaps.push({ from: number, to: number });
  }
  return gaps;
}

/** Answers ready to be sent or changed. None asks who the reader is, and none promises what nobody can keep. */
export const CANNED: readonly { name: string; text: string }[] = [
  {
    name: 'Đã nhận, đang xem',
    text: 'Đơn vị đã đọc tin và đang xem xét. Cảm ơn bạn. Bạn không phải làm gì thêm.',
  },
  {
    name: 'Cần biết rõ hơn chỗ nào',
    text: 'Đơn vị cần biết rõ hơn việc xảy ra ở chỗ nào. Gần đó có gì dễ nhận ra: cầu, quán, ngã ba, cổng? Nếu biết sẵn thì gửi tin bổ sung. Đừng đi xem lại.',
  },
  {
    name: 'Cần biết khi nào',
    text: 'Việc này thường xảy ra vào ngày nào, giờ nào? Nếu biết sẵn thì gửi tin bổ sung. Đừng theo dõi hay chụp ảnh.',
  },
  {
    name: 'Hỏi còn tiếp diễn không',
    text: 'Việc bạn báo bây giờ còn tiếp diễn không? Nếu biết sẵn thì gửi tin bổ sung, một câu cũng được. Đừng đi hỏi thêm ai.',
  },
  {
    name: 'Đã xử lý, cảm ơn',
    text: 'Đơn vị đã xử lý việc bạn báo. Cảm ơn bạn. Nếu thấy lại, bạn cứ gửi tin mới.',
  },
  {
    name: 'Nguy hiểm thì gọi 113',
    text: 'Nếu có người đang gặp nguy hiểm, hãy tránh xa và gọi 113 ngay. Tin gửi qua trang không có người trực để đọc liền.',
  },
  {
    name: 'Đã chuyển đơn vị khác',
    text: 'Việc này không thuộc đơn vị này giải quyết. Đơn vị đã chuyển nội dung cho nơi phụ trách. Cảm ơn bạn đã báo.',
  },
];

/** What an answer seems to ask for, as it stands after "hỏi". */
export const IDENTITY_QUESTIONS: Record<IdentityQuestion, string> = {
  name: 'tên',
  phone: 'cách liên lạc',
  address: 'chỗ ở',
  meeting: 'hẹn gặp',
};

/** "12, 13, 20 đến 25" */
export function sayGaps(gaps: readonly Gap[]): string {
  return gaps
    .map(({ from, to }) =>
      from === to ? `${from}` : to === from + 1 ? `${from}, ${to}` : `${from} đến ${to}`,
    )
    .join(', ');
}

/** The hour of a mail (`2026-11-21T00`, UTC) as people in Vietnam call it: "7 giờ ngày 21/11/2026". */
export function sayHour(hour: string): string {
  const time = Date.parse(`${hour}:00:00Z`);
  // A signed manifest has an hour; if its form ever changes, the sentence around it must still stand.
  if (Number.isNaN(time)) return 'không rõ giờ';
  const local = new Date(time + VIETNAM_OFFSET).toISOString();
  return `${Number(local.slice(11, 13))} giờ ngày ${formatDate(local.slice(0, 10))}`;
}

/** 12 345 bytes as "12 KB", in the units a file manager shows. */
export function saySize(bytes: number): string {
  return bytes < 1_000_000
    ? `${Math.ceil(bytes / 1000)} KB`
    : `${(bytes / 1_000_000).toFixed(1).replace('.', ',')} MB`;
}
