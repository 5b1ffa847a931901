import { formatDate } from '../text/date.ts';
import { entriesOf, isAnswerable, type DeskList, type Entry, type InboxList } from './list.ts';
import { showInvisible } from '../text/visible-text.ts';
import { CATEGORY, sayGaps, sayHour, TYPE } from './words.ts';

interface Choice {
  chosen: string | null;
  seen: ReadonlySet<string>;
  reported: ReadonlySet<string>;
  /** The tips that one answer shall go to; null while none are being picked. */
  picked: ReadonlySet<string> | null;
  /** The inbox of the key: only its own tips can be picked. */
  home: string;
  onPick: (key: string, isPicked: boolean) => void;
  /** A click or Enter on a row. */
  onOpen: (key: string) => void;
}

interface Props extends Choice {
  list: DeskList;
  /** A move with the arrow keys, Home or End: shows that tip, and the focus stays in the list. */
  onMove: (key: string) => void;
}

/** Tips in number order with their gaps, then those from an unknown source. */
export function TipList({ list, onMove, ...choice }: Props) {
  const move = (event: KeyboardEvent & { currentTarget: HTMLElement }) => {
    const rows = [...event.currentTarget.querySelectorAll<HTMLElement>('.row')];
    // The row itself, or the box to pick it beside it.
    const at = rows.findIndex((row) => row.parentElement?.contains(document.activeElement));
    const target = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1 }[event.key] ?? -1;
    const entry = entriesOf(list)[target];
    if (!entry) return;
    event.preventDefault();
    rows[target]?.focus();
    onMove(entry.key);
  };
  return (
    <nav aria-label="Danh sách tin" onKeyDown={move}>
      {list.inboxes.map((inbox) => (
        <SignedTips key={inbox.inbox} inbox={inbox} {...choice} />
      ))}
      {list.unsigned.length > 0 && (
        <section aria-labelledby="unsigned">
          <h2 id="unsigned" class="danger">
            Không rõ nguồn
          </h2>
          <ol>
            {list.unsigned.map((entry) => (
              <TipRow key={entry.key} entry={entry} {...choice} />
            ))}
          </ol>
        </section>
      )}
    </nav>
  );
}

function SignedTips({ inbox: { inbox, rows, gaps, heartbeat }, ...choice }: Choice & { inbox: InboxList }) {
  return (
    <section aria-labelledby={`inbox-${inbox}`}>
      <h2 id={`inbox-${inbox}`}>Hộp thư {inbox}</h2>
      {heartbeat && (
        <p class="heartbeat">
          Thư báo sáng, {sayHour(heartbeat.hour)}: đường dây hoạt động, số cuối cùng là {heartbeat.last}.
        </p>
      )}
      {gaps.length > 0 && (
        <p class="missing">Thiếu số {sayGaps(gaps)}: tìm trong hộp thư; nếu không có, báo người vận hành.</p>
      )}
      <ol>
        {rows.map((row) =>
          'entry' in row ? (
            <TipRow key={row.entry.key} entry={row.entry} {...choice} />
          ) : (
            <li key={row.gap.from} class="gap">
              Thiếu số {sayGaps([row.gap])}
            </li>
          ),
        )}
      </ol>
    </section>
  );
}

function TipRow({ entry, chosen, seen, reported, picked, home, onPick, onOpen }: Choice & { entry: Entry }) {
  const { tip, key, numbers, acks, copies } = entry;
  const isNew = !seen.has(key);
  const [number] = numbers;
  const marks = [
    TYPE[tip.type]?.short,
    tip.files.length > 0 && `${tip.files.length} tệp kèm`,
    copies > 1 && `${copies} bản trùng`,
    acks.every((ack) => reported.has(ack)) && 'đã báo',
  ].filter(Boolean);
  return (
    <li class={picked ? 'picking' : undefined}>
      {picked && (
        <label>
          <input
            type="checkbox"
            aria-label={`Trả lời tin ${number === undefined ? 'không số' : `số ${number}`}`}
            disabled={!isAnswerable(entry, home)}
            checked={picked.has(key)}
            onChange={({ currentTarget: { checked } }) => onPick(key, checked)}
          />
        </label>
      )}
      <button
        type="button"
        class={`row ${isNew ? 'new' : ''}`}
        aria-current={key === chosen ? 'true' : undefined}
        onClick={() => onOpen(key)}
      >
        <span class="number">
          {number === undefined ? 'Không số' : `Số ${number}`}
          {isNew && <span class="unheard">, chưa đọc</span>}
        </span>
        <span class="category">{CATEGORY[tip.category]}</span>
        <span class="day">{formatDate(tip.created).slice(0, 5)}</span>
        <bdi class="start">{showInvisible(tip.text.slice(0, 120))}</bdi>
        {marks.length > 0 && <span class="marks">{marks.join(', ')}</span>}
      </button>
    </li>
  );
}
