/** Words that place the writer: whose house, whose child, whose class. */
import { foldVietnamese } from '../../text/fold.ts';
import type { Finding, Folded, Kind } from './finding.ts';

interface Rule {
  kind: Kind;
  /** As it is spelled with its tone marks; a space is any space within a line. */
  words: string;
  wider?: string;
}

const ME = '(?:tôi|tui|em|mình|cháu)';
const OURS = '(?: của)?(?: chúng| bọn| vợ chồng)?';
const BESIDE = '(?:ngay )?(?:cạnh|bên cạnh|sát|sát vách|kế|kế bên|liền|đối diện)';
const KIN_OLDER = 'anh|chị|ông|bà|chú|bác|cô|dì|cậu|mợ|thím|dượng|em|cháu';
const KIN_CLOSE = 'con|chồng|vợ|bố|ba|cha|má|mẹ|gia đình';
const WHICH =
  '(?: trai| gái| rể| dâu| ruột| họ| chồng| vợ| nuôi| đẻ| cả| út| lớn| nhỏ| đầu| hai| ba| nội| ngoại| bé| xã){0,2}(?: của)?';
const SEES = '(?:thấy|biết|nghe|nhìn|trông|chứng kiến|gặp|có mặt|ở|đi)';

const RULES: Rule[] = [
  { kind: 'home', words: `${BESIDE} nhà${OURS} ${ME}`, wider: 'trong xóm' },
  { kind: 'home', words: `(?:nhà|nhà trọ|phòng|phòng trọ)${OURS} ${ME}` },
  { kind: 'home', words: '(?:chỗ|nơi) (?:tôi|tui|em|mình) (?:ở|trọ|thuê)' },
  {
    kind: 'home',
    words: 'tôi(?: đang)? (?:ở|sống|trọ|thuê)(?: tại| ở)? (?:số|số nhà|nhà số|ngõ|ngách|hẻm|phòng)',
  },
  {
    kind: 'neighbour',
    words: `hàng xóm(?: của| với| cạnh| sát| sát vách)?(?: nhà)?(?: của)? ${ME}`,
    wider: 'người trong xóm',
  },
  { kind: 'neighbour', words: 'sát vách', wider: 'trong xóm' },
  // "anh tôi gặp" is a man I met, not my brother.
  { kind: 'family', words: `(?:${KIN_OLDER})${WHICH} (?:tôi|tui)(?! (?:thấy|gặp|nghi|nhắc)\\b)` },
  { kind: 'family', words: `(?:${KIN_CLOSE})${WHICH} (?:tôi|tui|mình)` },
  // Not "con em" and "anh em", which are everybody's.
  { kind: 'family', words: '(?:chồng|vợ|bố|mẹ|má|gia đình)(?: của)? (?:em|cháu)' },
  {
    kind: 'onlyMe',
    words: `(?:chỉ|mỗi|duy nhất|chỉ có|chỉ mỗi)(?: có)?(?: một)? mình ${ME}(?: là)?(?: mới)? ${SEES}`,
  },
  { kind: 'onlyMe', words: `(?:chỉ|mỗi|chỉ có|chỉ mỗi|một mình) (?:tôi|tui)(?: là)?(?: mới)? ${SEES}` },
  { kind: 'name', words: 'tên(?: của)? (?:tôi|tui|em|mình|cháu) là' },
  { kind: 'name', words: '(?:tôi|tui|mình)(?: có)? tên(?: là)?' },
  { kind: 'name', words: '(?:tôi|tui) là' },
  {
    kind: 'work',
    words: `(?:công ty|công ti|cơ quan|xưởng|xí nghiệp|nhà máy|văn phòng|lớp|trường)${OURS} ${ME}`,
  },
  { kind: 'work', words: `(?:chỗ|nơi|quán|xưởng|công ty) ${ME}(?: đang)? (?:làm|dạy|học)(?: việc)?` },
  { kind: 'work', words: 'tôi(?: đang)? (?:làm|dạy|học|công tác)(?: việc)? (?:ở|tại|lớp|trường)' },
];

const compile = (words: string) =>
  new RegExp(`\\b(?:${foldVietnamese(words).replace(/ /g, '[^\\S\\n]+')})\\b`, 'g');
const COMPILED = RULES.map(({ words, kind, wider = null }) => ({
  kind,
  wider,
  pattern: compile(words),
  // Which marks these words bear: "còn tôi" is not "con tôi".
  spellings: new Set(words.match(/\p{L}+/gu)),
}));

// Where "toi" without marks is not "tôi" but tối, tội or tới.
const OTHER_TOI = new RegExp(
  [
    '\\b(?:troi|buoi|bua|den|tu|cu|hom|sang|trua|chieu|dem|bong|tam|cham|pham|trong|xet|nhan|may|(?:nguoi|ke|dan|no|ho|bi|deu) vo)',
    ' toi\\b|\\bmoi toi\\b(?! (?:biet|thay|nghe|nhin)\\b)|\\btoi (?=(?:pham|loi|ac|danh|nay|qua|mai|hom|khuya|muon|mit|om|da|thieu|choi|noi|day(?! (?:o|tai|lop|truong))|do|luc|gio|khi|thu|thang|tuan|nam|ngay|nha|roi|tan|cung)\\b)',
  ].join(''),
  'g',
);
// Someone told me that, called me that.
const TOLD = /(?:voi|bao|noi|ke|goi|cho|theo|hoi)[^\S\n]+$/;
const SOMEONE_ELSE = /^[^\S\n]+(?:ay|do|no|be|kia|ta)\b/;

/** Words that tell whose house, family, work or name it is, or that nobody else can know. */
export function findPhrases(text: Folded): Finding[] {
  const others = new Set(
    [...text.folded.matchAll(OTHER_TOI)].map((match) => match.index + match[0].lastIndexOf('toi')),
  );
  return COMPILED.flatMap(({ kind, wider, pattern, spellings }) =>
    [...text.folded.matchAll(pattern)].flatMap(({ index, 0: match }) => {
      const start = text.from[index] ?? 0;
      const end = text.from[index + match.length] ?? 0;
      const finding: Finding = { kind, start, end, wider };
      const other = [...match.matchAll(/\btoi\b/g)].some((toi) => others.has(index + toi.index));
      const typed = text.typed.slice(start, end).normalize('NFC');
      const meant =
        isSpelled(typed, spellings) && !(other && !/tôi/i.test(typed)) && isOfWriter(text, finding, match);
      return meant && !(/^t[ou]i la$/.test(match) && TOLD.test(text.folded.slice(0, index))) ? finding : [];
    }),
  );
}

/** Every word bears the marks it should, or none at all. */
function isSpelled(typed: string, spellings: ReadonlySet<string>): boolean {
  const words = typed.toLowerCase().split(/\s+/);
  return words.every((word, at) => {
    if (foldVietnamese(word) !== word) return spellings.has(word);
    // "anh Minh" is a name more often than "anh mình".
    return word !== 'minh' || /^(?:nha|chi|moi|mot|co|nhat)$/.test(foldVietnamese(words[at - 1] ?? ''));
  });
}

/** "em" and "mình" may be somebody else: "nhà em ấy", "mẹ em Lan". */
function isOfWriter({ typed, folded, from }: Folded, { start, end }: Finding, match: string): boolean {
  if (!/(?:em|chau|minh)$/.test(match)) return true;
  const words = typed.slice(start, end);
  const after = typed.slice(end);
  const named = words !== words.toUpperCase() && /^[^\S\n]+\p{Lu}/u.test(after);
  const capital = /\p{Lu}\S*$/u.test(words) && words !== words.toUpperCase();
  return !named && !capital && !SOMEONE_ELSE.test(folded.slice(from.indexOf(end)));
}

const HOUSE =
  /(^|[^\w])((?:so nha|nha so|so)[^\S\n]+\d+[a-z]?(?:\/\d+[a-z]?)*(?:,?[^\S\n]+(?:ngo|ngach|hem|kiet)[^\S\n]+\d+(?:\/\d+)*)*,?[^\S\n]*)(?=$|[\n.;]|(?:duong|pho|thon|xom|to|ap|ban|khu|lang|buon)\b)/g;

/** Numbers of houses, in front of the hamlet or street that stays. */
export function findHouseNumbers({ folded, from }: Folded): Finding[] {
  return [...folded.matchAll(HOUSE)].map(({ index, 1: before = '', 2: match = '' }) => {
    const start = index + before.length;
    return { kind: 'house', start: from[start] ?? 0, end: from[start + match.length] ?? 0, wider: '' };
  });
}
