import { formatDate } from '../../text/date.ts';
import {
  entriesByRow,
  isAnswerable,
  type DeskList,
  type ListedTip,
  type InboxList,
  type SignedNumber,
} from './list.ts';
import { showInvisible } from '../../envelope/visible-text.ts';
import { MissingNumbers } from './MissingNumbers.tsx';
import type { Decryptor } from '../key/decryptor.ts';
import { CATEGORY, sayGaps, sayHour, TYPE } from '../words.ts';

interface Choice {
  chosen: string | null;
  seen: ReadonlySet<string>;
  reported: ReadonlySet<string>;
  /** The tips that one answer shall go to; null while none are being picked. */
  picked: ReadonlySet<string> | null;
  /** The inbox of the key: only its own tips can be picked. */
  home: string;
  decryptor: Decryptor;
  /** While files are still being opened nothing can be called missing. */
  isBusy: boolean;
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
    const entry = entriesByRow(list)[target];
    if (!entry) return;
    event.preventDefault();
    rows[target]?.focus();
    onMove(entry.key);
  };
  const isQuiet = ({ inbox, rows, gaps }: InboxList) =>
    inbox !== choice.home && rows.length === 0 && gaps.length === 0;
  const quiet = list.inboxes.filter(isQuiet);
  return (
    <nav aria-label="Danh sách tin" onKeyDown={move}>
      {list.inboxes
        .filter((one) => !isQuiet(one))
        .map((one) => (
          <SignedTips key={idOf(one)} list={one} {...choice} />
        ))}
      {quiet.length > 0 && (
        <details>
          <summary>{quiet.length} hộp thư khác không có tin ở đây</summary>
          {quiet.map((one) => (
            <SignedTips key={idOf(one)} list={one} {...choice} />
          ))}
        </details>
      )}
      {list.unsigned.length > 0 && (
        <section aria-labelledby="unsigned">
          <h2 id="unsigned" class="danger">
            Không rõ nguồn
          </h2>
          <ol>
            {list.unsigned.map((entry) => (
              <TipRow key={entry.key} entry={entry} place={null} {...choice} />
            ))}
          </ol>
        </section>
      )}
    </nav>
  );
}

const idOf = ({ inbox, to }: InboxList) => `${to}-${inbox}`;

function SignedTips({ list, ...choice }: Choice & { list: InboxList }) {
  const { inbox, to, rows, gaps, heartbeat } = list;
  return (
    <section aria-labelledby={idOf(list)}>
      <h2 id={idOf(list)}>
        Hộp thư {inbox}
        {to === 'oversight' && ', bản gửi cấp trên'}
      </h2>
      {heartbeat && (
        <p class="heartbeat">
          Thư báo sáng, {sayHour(heartbeat.hour)}: đường dây hoạt động, số cuối cùng là {heartbeat.last}.
        </p>
      )}
      {gaps.length > 0 && (
        // Hidden, not gone: what was asked for is known in there.
        <div hidden={choice.isBusy}>
          <MissingNumbers list={list} home={choice.home} decryptor={choice.decryptor} />
        </div>
      )}
      <ol>
        {rows.map((row) =>
          'entry' in row ? (
            <TipRow key={row.entry.key} entry={row.entry} place={row.place} {...choice} />
          ) : (
            !choice.isBusy && (
              <li key={row.gap.from} class="gap">
                Thiếu số {sayGaps([row.gap])}
              </li>
            )
          ),
        )}
      </ol>
    </section>
  );
}

interface RowProps extends Choice {
  entry: ListedTip;
  place: SignedNumber | null;
}

function TipRow({ entry, place, chosen, seen, reported, picked, home, onPick, onOpen }: RowProps) {
  const { tip, key, acks, copies } = entry;
  const isNew = !seen.has(key);
  const name = place ? `Số ${place.number}` : 'Không số';
  const marks = [
    TYPE[tip.type]?.short,
    place && place.count !== place.to && 'số của đơn vị',
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
            aria-label={`Trả lời tin ${name.toLowerCase()}`}
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
          {name}
          {isNew && <span class="unseen">, chưa đọc</span>}
        </span>
        <span class="category">{CATEGORY[tip.category]}</span>
        <span class="day">{formatDate(tip.created).slice(0, 5)}</span>
        <bdi class="start">{showInvisible(tip.text.slice(0, 120))}</bdi>
        {marks.length > 0 && <span class="marks">{marks.join(', ')}</span>}
      </button>
    </li>
  );
}
