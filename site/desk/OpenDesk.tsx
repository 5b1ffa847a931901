import { useEffect, useMemo, useState } from 'preact/hooks';
import { AckForms } from './list/AckForms.tsx';
import { DropZone } from './intake/DropZone.tsx';
import { Enrol } from './key/Enrol.tsx';
import { Faults } from './intake/Faults.tsx';
import { filterList, NO_FILTER, type Filter } from './list/filter.ts';
import { FilterBar } from './list/FilterBar.tsx';
import type { Intake } from './intake/intake.ts';
import { arrange, entriesOf, threadOf } from './list/list.ts';
import { ManyReply } from './reply/ManyReply.tsx';
import type { Decryptor } from './key/decryptor.ts';
import { SelectionBar } from './list/SelectionBar.tsx';
import { useTipSelection } from './list/tip-selection.ts';
import { ProofForm } from './case/ProofForm.tsx';
import { useReplies } from './reply/replies.ts';
import { ReplySection } from './reply/ReplySection.tsx';
import { Shield } from './Shield.tsx';
import { toldFaults } from './intake/tally.ts';
import { TipList } from './list/TipList.tsx';
import { Guide, TipPaper } from './case/TipPaper.tsx';

// The same width as in desk.css.
const ONE_COLUMN = '(max-width: 47.99em)';

/** The open desk: what was dropped on the left, the open tip on the right. All it knows dies with it. */
export function OpenDesk({
  decryptor,
  home,
  onLock,
}: {
  decryptor: Decryptor;
  home: string;
  onLock: () => void;
}) {
  const [taken, setTaken] = useState<Intake>({ manifests: [], tips: [], faults: [], mails: [] });
  const [count, setCount] = useState({ done: 0, total: 0 });
  const [over, setOver] = useState(false);
  const [chosen, setChosen] = useState<string | null>(null);
  const [reading, setReading] = useState(false);
  const [seen, setSeen] = useState<ReadonlySet<string>>(new Set());
  const [reported, setReported] = useState<ReadonlySet<string>>(new Set());
  const [filter, setFilter] = useState<Filter>(NO_FILTER);
  const [renewing, setRenewing] = useState(false);

  const isBusy = count.done < count.total;
  const replies = useReplies(decryptor);
  const list = useMemo(() => arrange(taken, home), [taken, home]);
  const entries = useMemo(() => entriesOf(list), [list]);
  const shown = useMemo(() => filterList(list, filter, seen, chosen), [list, filter, seen, chosen]);
  const selection = useTipSelection(list, shown, home);
  const open = entries.find((entry) => entry.key === chosen) ?? null;
  useEffect(() => {
    // On a phone the tip takes the place of the list, and the focus must not stay on what is gone.
    if (reading && matchMedia(ONE_COLUMN).matches) document.getElementById('open-tip')?.focus();
    if (!reading) document.querySelector<HTMLElement>('nav [aria-current]')?.focus();
  }, [reading]);
  useEffect(() => {
    // On a phone the arrow keys move through the list while the tip is not shown, and the line must not hear of it.
    if (open && document.getElementById('open-tip')?.offsetParent)
      setSeen((before) => new Set(before).add(open.key));
  }, [open?.key, reading]);

  const read = () => {
    setReading(true);
    // Once it is there; what was pressed may be gone with the page it stood on.
    requestAnimationFrame(() => document.getElementById('open-tip')?.focus());
  };
  const jump = (key: string) => {
    setChosen(key);
    read();
  };

  const take = async (files: readonly File[]) => {
    if (files.length === 0) return;
    setCount(({ done, total }) =>
      done < total ? { done, total: total + files.length } : { done: 0, total: files.length },
    );
    for (const file of files) {
      // One after the other: a batch of mails in memory at once would be hundreds of megabytes.
      // eslint-disable-next-line no-await-in-loop
      const next = await decryptor.read(file);
      setTaken((before) => ({
        manifests: [...before.manifests, ...next.manifests],
        tips: [...before.tips, ...next.tips],
        faults: [...before.faults, ...next.faults],
        mails: [...before.mails, ...next.mails],
      }));
      setCount(({ done, total }) => ({ done: done + 1, total }));
    }
  };

  // The same element is not drawn again: five hundred rows must not slow down who types an answer.
  const tipList = useMemo(
    () => (
      <TipList
        list={shown}
        chosen={chosen}
        seen={seen}
        reported={reported}
        picked={selection.keys}
        home={home}
        onPick={selection.pick}
        decryptor={decryptor}
        isBusy={isBusy}
        onMove={setChosen}
        onOpen={(key) => {
          setChosen(key);
          setReading(true);
        }}
      />
    ),
    [shown, chosen, seen, reported, selection.keys, isBusy],
  );

  // Here, so that nothing on the desk is lost meanwhile.
  if (renewing) return <Enrol decryptor={decryptor} home={home} onEnd={() => setRenewing(false)} />;

  const state = {
    over,
    reading: reading && (open !== null || selection.keys !== null),
    empty: count.total === 0,
  };
  return (
    <div
      class={['desk', ...Object.entries(state).flatMap(([name, on]) => (on ? [name] : []))].join(' ')}
      onDragOver={() => setOver(true)}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        setOver(false);
        void take([...(event.dataTransfer?.files ?? [])]);
      }}
    >
      <header>
        <h1>
          <Shield /> Mở tin báo
        </h1>
        <p>
          Hộp thư <b>{home}</b>
        </p>
        <button type="button" class="link" onClick={() => setRenewing(true)}>
          Đổi khóa
        </button>
        <button type="button" class="plain" onClick={onLock}>
          Khóa lại
        </button>
      </header>
      <main>
        <div class="left">
          <DropZone count={count} taken={taken} onFiles={(files) => void take(files)} />
          {entries.length > 0 && (
            <FilterBar
              filter={filter}
              shown={entriesOf(shown).length}
              all={entries.length}
              onFilter={setFilter}
            />
          )}
          <div class="pile">
            <Faults faults={toldFaults(taken)} />
            {selection.isPossible && (
              <SelectionBar
                selection={selection}
                onWrite={() => {
                  setChosen(null);
                  read();
                }}
              />
            )}
            {tipList}
            {entries.length > 0 && <ProofForm decryptor={decryptor} entries={entries} onOpen={jump} />}
          </div>
          {entries.length > 0 && (
            <AckForms
              entries={entries}
              seen={seen}
              home={home}
              reported={reported}
              onReported={(acks) => setReported((before) => new Set([...before, ...acks]))}
              onAgain={() => setReported(new Set())}
            />
          )}
        </div>
        {open ? (
          <TipPaper
            key={open.key}
            entry={open}
            home={home}
            thread={threadOf(open, entries)}
            onOpen={jump}
            onBack={() => setReading(false)}
          >
            <ReplySection tip={open.tip} home={home} replies={open.tip.reply && replies.to(open.tip.reply)} />
          </TipPaper>
        ) : selection.keys ? (
          <ManyReply
            entries={selection.entries}
            replies={replies.toMany}
            onSealed={selection.clear}
            onBack={() => setReading(false)}
          />
        ) : (
          <Guide empty={entries.length === 0} />
        )}
      </main>
    </div>
  );
}
