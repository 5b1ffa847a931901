import { formatDate } from '../../text/date.ts';
import { Attachments } from './Attachments.tsx';
import type { ListedTip, SignedNumber } from '../list/list.ts';
import { showInvisible } from '../../envelope/visible-text.ts';
import { ThreadList } from './ThreadList.tsx';
import { CATEGORY, TYPE } from '../words.ts';

interface Props {
  entry: ListedTip;
  home: string;
  /** The tips of its thread, itself among them. */
  thread: readonly ListedTip[];
  /** Another tip of the thread is wanted. */
  onOpen: (key: string) => void;
  onBack: () => void;
  /** What stands under the tip: how it is answered. */
  children?: preact.ComponentChildren;
}

/** One tip as text on paper. Whatever it holds reaches the page through text nodes only. */
export function TipPaper({ entry, home, thread, onOpen, onBack, children }: Props) {
  const { tip, files, places, inbox, name, mailedHash } = entry;
  const number = places[0]?.number;
  const [part, parts] = tip.part;
  const type = TYPE[tip.type];
  return (
    <article class="paper" id="open-tip" tabIndex={0} aria-labelledby="tip-title">
      <button type="button" class="plain back" onClick={onBack}>
        Về danh sách
      </button>
      <h2 id="tip-title">{number === undefined ? 'Tin không có số' : `Tin số ${number}`}</h2>
      <Source entry={entry} />
      {type && <p class="remark">{type.long}</p>}
      {tip.inbox !== home && (
        <p class="remark">
          Tin này gửi cho hộp thư <bdi>{showInvisible(tip.inbox)}</bdi>, không phải hộp thư {home} của khóa
          đang dùng.
        </p>
      )}
      {tip.inbox !== inbox && <p class="remark danger">Đường dây lại chuyển tin này cho hộp thư {inbox}.</p>}
      <dl class="facts">
        <Fact name="Loại việc">{CATEGORY[tip.category]}</Fact>
        <Fact name="Ngày viết">{formatDate(tip.created)}</Fact>
        {parts > 1 && (
          <Fact name="Phần">
            {part} trong {parts}
          </Fact>
        )}
      </dl>
      <ThreadList thread={thread} open={entry.key} onOpen={onOpen} />
      <Words name="Nội dung" text={tip.text} />
      {tip.where && <Words name="Ở đâu" text={tip.where} />}
      {tip.when && <Words name="Khi nào" text={tip.when} />}
      {files.length > 0 && <Attachments tip={tip} files={files} number={number} />}
      {children}
      <p class="origin">
        <bdi>{showInvisible(name)}</bdi>
        <br />
        SHA-256 {mailedHash}
      </p>
    </article>
  );
}

function Source({ entry: { places, inbox, copies } }: { entry: ListedTip }) {
  if (places.length === 0) {
    return (
      <p class="remark danger">
        <b>Không rõ nguồn: không có chữ ký của đường dây.</b> Ai cũng gửi được thư kiểu này tới hộp thư. Nếu
        bạn chỉ thả tệp .tin, hãy thả cả tệp lo.json hoặc cả thư.
      </p>
    );
  }
  return (
    <p class="source">
      Từ đường dây, hộp thư {inbox}, {sayPlaces(places)}
      {copies > 1 && `. Đã gộp ${copies} bản trùng`}.
    </p>
  );
}

// "số 12, cũng là số 14; bản gửi cấp trên số 3"
function sayPlaces(places: readonly SignedNumber[]): string {
  const say = (to: SignedNumber['to'], name: string) => {
    const numbers = places.filter((place) => place.to === to).map(({ number }) => number);
    return numbers.length > 0 ? [`${name}số ${numbers.join(', cũng là số ')}`] : [];
  };
  return [...say('unit', ''), ...say('oversight', 'bản gửi cấp trên ')].join('; ');
}

function Fact({ name, children }: { name: string; children: preact.ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

// Each text stands in a block of its own that lays out its own direction and paints nothing outside itself.
function Words({ name, text }: { name: string; text: string }) {
  return (
    <section class="words">
      <h3>{name}</h3>
      <div class="text" dir="auto">
        {showInvisible(text)}
      </div>
    </section>
  );
}

/** What stands in the place of the paper while no tip is open. */
export function Guide({ empty }: { empty: boolean }) {
  return (
    <div class="paper guide">
      {empty ? (
        <>
          <h2>Ba bước</h2>
          <ol>
            <li>Trong hộp thư, tải các thư “Tin báo - lô mới” về máy, kiểu .eml.</li>
            <li>Thả mọi thư vào trang này, bao nhiêu thư một lần cũng được.</li>
            <li>Đọc từng tin, rồi bấm “Báo đã mở” để đường dây biết tin đã tới.</li>
          </ol>
          <p>Thả cả thư báo sáng: công cụ đối chiếu số để biết có thư nào lạc không.</p>
        </>
      ) : (
        <p>Chọn một tin trong danh sách để đọc. Dùng chuột, hoặc phím mũi tên lên, xuống.</p>
      )}
    </div>
  );
}
